# Drives a session through a pseudo-terminal as a user would. Arguments: the command. Prints the transcript; exits with 0 when every step came as expected.
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

def size(rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.kill(pid, signal.SIGWINCH)

pid, fd = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm'
    os.environ.pop('NO_COLOR', None)
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 100, 0, 0))
transcript = ''
seen = 0
deadline = time.time() + 150

def fail(step):
    print(transcript)
    print('FAILED: ' + step)
    os.kill(pid, signal.SIGKILL)
    sys.exit(1)

def read():
    global transcript
    if not select.select([fd], [], [], 1)[0]:
        return
    try:
        data = os.read(fd, 65536).decode('utf-8', 'replace')
    except OSError:
        data = ''
    transcript += re.sub(r'\x1b(\[[0-9;?]*[a-zA-Z$]|\][^\x07]*\x07|[=>])', '', data)

def expect(text):
    global seen
    while transcript.find(text, seen) < 0:
        if time.time() > deadline:
            fail('wait for ' + repr(text) + ' after ' + repr(transcript[seen:]))
        read()
    seen = transcript.find(text, seen) + len(text)

def send(text):
    os.write(fd, text.encode())

# What is typed is drawn piece by piece as colours change, so only answers are waited for.
expect('sley> ')
send('let xs = [1, 2]\r')
expect('xs: list<int> = [1, 2]')
expect('sley> ')
send('xs.joi\t(", ")\r')
expect('it: string = "1, 2"')
expect('sley> ')
send('print("be" + "gun"); while true {}\r')
expect('begun')
send('\x03')
expect('interrupted')
expect('sley> ')
send('print("as" + "leep"); sleep(1h)\r')
expect('asleep')
send('\x03')
expect('interrupted')
expect('sley> ')
send('\x1b[200~' + '\n'.join('let p%d = %d' % (i, i) for i in range(200)) + '\x1b[201~')
send('\r')
expect('p199: int = 199')
expect('sley> ')
size(1, 1)
size(24, 80)
send('\x0cp7 + 35\r')
expect('it: int = 42')
expect('sley> ')
send('(1 +')
send('\x03')
expect('sley> ')
send('spawn { sleep(200ms); print("from " + "below") }\r')
expect('from below')
send('xs.len')
send('\x15\x04')
while True:
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        break
    if time.time() > deadline:
        fail('end')
    read()
code = os.waitstatus_to_exitcode(status)
if code != 0:
    fail('exit code ' + str(code))
print('OK')
