# Drives a session through a pseudo-terminal as a user would. Arguments: the scenario, then the command. Prints the transcript; exits with 0 when every step came as expected.
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

PROMPT = re.compile(r'sley( \[\d+ threads?\])?> ')
scenario = sys.argv[1]
rows, columns = (1, 1) if scenario == 'tiny' else (40, 100)
pid, fd = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'dumb' if scenario == 'dumb' else 'xterm'
    os.environ.pop('NO_COLOR', None)
    if scenario == 'plain':
        os.environ['NO_COLOR'] = '1'
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
transcript = ''
raw = b''
seen = 0
deadline = time.time() + float(os.environ.get('SLEY_TEST_SECONDS', '150'))

def size(rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.kill(pid, signal.SIGWINCH)

def fail(step):
    print(transcript[-4000:])
    print('FAILED: ' + step)
    os.kill(pid, signal.SIGKILL)
    sys.exit(1)

def read():
    global transcript, raw
    if not select.select([fd], [], [], 1)[0]:
        return
    try:
        data = os.read(fd, 65536)
    except OSError:
        data = b''
    raw += data
    transcript += re.sub(r'\x1b(\[[0-9;?]*[a-zA-Z$]|\][^\x07]*\x07|[=>])', '', data.decode('utf-8', 'replace'))

def expect(wanted):
    global seen
    pattern = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted))
    found = pattern.search(transcript, seen)
    while not found:
        if time.time() > deadline:
            fail('wait for ' + repr(wanted) + ' after ' + repr(transcript[seen:][-2000:]))
        read()
        found = pattern.search(transcript, seen)
    seen = found.end()

def send(text):
    data = text.encode()
    while data:
        # A terminal takes so many bytes at once; what it shows must be read meanwhile.
        if select.select([], [fd], [], 0.05)[1]:
            data = data[os.write(fd, data[:1024]):]
        if select.select([fd], [], [], 0)[0]:
            read()

def enter(text, *answers):
    send(text + '\r')
    for answer in answers:
        expect(answer)
    prompt()

def prompt():
    expect(PROMPT)

def paste(text):
    send('\x1b[200~' + text + '\x1b[201~')

def end(code):
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.time() > deadline:
            fail('end')
        read()
    if os.waitstatus_to_exitcode(status) != code:
        fail('exit code ' + str(os.waitstatus_to_exitcode(status)))

def check(condition, step):
    if not condition:
        fail(step)

# What is typed is drawn piece by piece as colours change, so only answers are waited for.
def typing():
    enter('let xs = [1, 2]', 'xs: list<int> = [1, 2]')
    enter('xs.joi\t(", ")', 'it: string = "1, 2"')
    paste('\n'.join('let p%d = %d' % (i, i) for i in range(200)))
    enter('', 'p199: int = 199')
    size(1, 1)
    size(24, 80)
    enter('\x0cp7 + 35', 'it: int = 42')
    paste('let big = "' + 'x' * 1_000_000 + '"')
    enter('', 'big: string = "xxx')
    enter('len(big)', 'it: int = 1000000')
    enter('\x10 + 1', 'it: int = 1000001')
    check(b'\x1b[3' in raw, 'colours')
    send('xs.len')
    send('\x15\x04')
    end(0)

def interrupting():
    send('print("be" + "gun"); while true {}\r')
    expect('begun')
    send('\x03')
    expect('interrupted')
    prompt()
    send('print("as" + "leep"); sleep(1h)\r')
    expect('asleep')
    if sys.platform == 'linux':
        time.sleep(1)  # the attendant begins some time after the session
        send('\x1c')
        expect('1 thread:')
        expect('main')
    send('\x03')
    expect('interrupted')
    prompt()
    check('Full thread dump' not in transcript, 'no dump of the host')
    send('(1 +')
    send('\x03')
    prompt()
    send('\x03')
    expect('Ctrl-D or :quit leaves')
    prompt()
    send('print("stub" + "born"); while true { try { sleep(1h) } catch e { } }\r')
    expect('stubborn')
    send('\x03')
    expect('Ctrl-C again ends it')
    send('\x03')
    expect('interrupted')
    prompt()
    enter('6 * 7', 'it: int = 42')
    enter('let c = chan<int>(); c.recv()', 'error[deadlock]: all threads are asleep')
    enter('fn deep(n: int) -> int = 1 + deep(n + 1)')
    enter('deep(0)', 'error[stack]')
    enter('var ys = [1]; while true { ys.extend(ys) }', 'error[memory]')
    enter('ys.clear(); 6 * 7', 'it: int = 42')
    enter('(6 *\r8)', 'it: int = 48')
    send('exit(3)\r')
    end(3)

def background():
    enter('spawn { sleep(200ms); print("from " + "below") }', 'from below')
    enter('let go = chan<int>()', 'go: chan<int>')
    enter('spawn "worker" { for i in go { print("tick", i) } }')
    enter(':why worker', 'something that is alive can still wake it')
    enter(':ps', '1 thread:', 'worker', 'waiting')
    enter('spawn { for i in 0..5 { sleep(50ms); go.send(i) } }')
    # Half a line is typed while others print: it stays whole.
    send('let half = "a')
    expect('tick 4')
    enter('b"', 'half: string = "ab"')
    enter(':model n:1', 'what follows runs under n:1; the thread of before goes on under m:n')
    enter('go.send(77)', 'tick 77')
    enter('go.close()')
    enter('sleep(50ms)')
    enter(':ps', 'no threads')
    send('print("rea" + "dy"); len(readAll(stdin))\r')
    expect('ready')
    # Ctrl-D ends the input of a program that reads.
    while termios.tcgetattr(fd)[6][termios.VEOF] != b'\x04':
        if time.time() > deadline:
            fail('the program reads')
        time.sleep(0.01)
    send('abc\r\x04')
    expect('it: int = 4')
    prompt()
    # Typed ahead it is there at the next prompt.
    send('print("busy" + "now"); sleep(300ms)\r')
    expect('busynow')
    send('\x04')
    end(0)

def simple():
    enter('1 + 1', 'it: int = 2')
    enter('let n: int = "x"', 'error[type-mismatch]')
    enter('(6 *\r8)', 'it: int = 48')
    check(b'\x1b[3' not in raw, 'no colours')
    send('\x04')
    end(0)

def tiny():
    send('6 * 7\r')
    size(30, 100)
    enter('\x0c6 * 8', 'it: int = 48')
    send('\x04')
    end(0)

expect('…') if scenario == 'tiny' else prompt()
{'typing': typing, 'interrupting': interrupting, 'background': background, 'dumb': simple, 'plain': simple, 'tiny': tiny}[scenario]()
print('OK')
