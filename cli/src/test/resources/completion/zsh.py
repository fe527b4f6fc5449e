# Presses Tab in a zsh that has sourced ./_sley, and exits with 0 when what is wanted comes.
import os, pty, re, select, sys, time

pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM='vt100', HOME=os.getcwd())
    os.execvp('zsh', ['zsh', '-f', '-i'])
screen = ''
deadline = time.time() + 120

def expect(*texts):
    global screen
    while not all(text in screen for text in texts):
        if time.time() > deadline:
            print(screen)
            print('wanted:', texts)
            os.kill(pid, 9)
            sys.exit(1)
        if select.select([fd], [], [], 1)[0]:
            screen += re.sub(r'\x1b(\[[0-9;?]*[a-zA-Z]|[=>])', '', os.read(fd, 65536).decode('utf-8', 'replace'))
    screen = ''

def send(text):
    os.write(fd, text.encode())

send('stty columns 200; autoload -Uz compinit; compinit -u -D; source ./_sley; setopt no_beep; echo rea""dy\n')
expect('ready')
send('sley ')
time.sleep(0.2)  # else zsh takes Tab for pasted text
send('\t')
expect('completion', 'print a completion script for a shell', 'compare')
send('\x15sley run --carr')
time.sleep(0.2)
send('\t')
expect('--carriers')
send('\x15sley compare --order=')
time.sleep(0.2)
send('\t')
expect('exact', 'per-thread')
send('\x15sley completion ')
time.sleep(0.2)
send('\t')
expect('bash', 'fish', 'zsh')
os.kill(pid, 9)
