/** Command lines of the three systems, packaged and not, as they come at a first start and from a second one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestsOf, type CommandLine } from '../../../main/app/arguments'

const url = 'sockdeck://open?url=wss://h'
const link = (text: string) => ({ kind: 'link', text })
const file = (path: string) => ({ kind: 'file', path })

const linux: Omit<CommandLine, 'argv'> = { cwd: '/home/me', appPath: false, platform: 'linux' }
const mac: Omit<CommandLine, 'argv'> = { ...linux, platform: 'darwin' }
const windows: Omit<CommandLine, 'argv'> = { cwd: 'C:\\Users\\me', appPath: false, platform: 'win32' }
const unpacked = { appPath: true }

describe('requestsOf', () => {
  it.each<[string, CommandLine, object[]]>([
    ['nothing', { ...linux, argv: ['/opt/Sockdeck/sockdeck'] }, []],
    ['no argument at all', { ...linux, argv: [] }, []],
    ['a link', { ...linux, argv: ['/opt/Sockdeck/sockdeck', url] }, [link(url)]],
    ['a file by its path', { ...linux, argv: ['sockdeck', '/tmp/team.sockdeck'] }, [file('/tmp/team.sockdeck')]],
    ['a file where it was typed', { ...linux, argv: ['sockdeck', 'work/../team.sockdeck'] }, [file('/home/me/team.sockdeck')]],
    ['a file as a file manager names it', { ...linux, argv: ['sockdeck', 'file:///tmp/my%20team.sockdeck'] }, [file('/tmp/my team.sockdeck')]],
    ['several, in their order', { ...linux, argv: ['sockdeck', 'b.sockdeck', url, 'a.json'] }, [file('/home/me/b.sockdeck'), link(url), file('/home/me/a.json')]],
    ['switches, whatever their place', { ...linux, argv: ['sockdeck', '--no-sandbox', url, '--user-data-dir=/tmp/a.sockdeck', '-x'] }, [link(url)]],
    ['what follows the end of switches', { ...linux, argv: ['sockdeck', '--', '-odd.sockdeck'] }, [file('/home/me/-odd.sockdeck')]],
    ['a link of something else', { ...linux, argv: ['sockdeck', 'https://example.com/a.sockdeck'] }, [link('https://example.com/a.sockdeck')]],
    ['a file on another machine', { ...linux, argv: ['sockdeck', 'file://evil.example/share/a.sockdeck'] }, [link('file://evil.example/share/a.sockdeck')]],
    ['a file name that is none', { ...linux, argv: ['sockdeck', 'file:///a%2Fb.sockdeck'] }, [link('file:///a%2Fb.sockdeck')]],
    ['an empty argument', { ...linux, argv: ['sockdeck', ''] }, []],
    ['the app itself, not packaged', { ...linux, ...unpacked, argv: ['electron', '.', 'team.sockdeck'] }, [file('/home/me/team.sockdeck')]],
    ['the app itself behind switches', { ...linux, ...unpacked, argv: ['electron', '--inspect=0', '/srv/app', '--disable-gpu', url] }, [link(url)]],
    ['the app itself alone', { ...linux, ...unpacked, argv: ['electron', '.'] }, []],
    ['the number of a process, from old versions of macOS', { ...mac, argv: ['/Applications/Sockdeck.app/Contents/MacOS/Sockdeck', '-psn_0_12345'] }, []],
    ['a drive of Windows, which is no scheme', { ...windows, argv: ['C:\\Sockdeck.exe', 'D:\\team.sockdeck'] }, [file('D:\\team.sockdeck')]],
    ['a file beside a Windows prompt', { ...windows, argv: ['Sockdeck.exe', 'team.sockdeck'] }, [file('C:\\Users\\me\\team.sockdeck')]],
    ['what Chromium adds on Windows', { ...windows, argv: ['C:\\Sockdeck.exe', '--allow-file-access-from-files', '--original-process-start-time=1', '/prefetch:1', url] }, [link(url)]],
    ['a Windows file as a URL', { ...windows, argv: ['Sockdeck.exe', 'file:///C:/my%20team.sockdeck'] }, [file('C:\\my team.sockdeck')]],
    ['a Windows share as a URL', { ...windows, argv: ['Sockdeck.exe', 'file://evil.example/share/a.sockdeck'] }, [link('file://evil.example/share/a.sockdeck')]],
  ])('%s', (_what, line, expected) => expect(requestsOf(line)).toEqual(expected))

  it('takes any arguments at all, and makes every path a whole one', () => {
    const argument = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('--', '-', 'file:', 'file:///%', 'file://h/x', 'sockdeck:', 'c:', '/', '..'))
    fc.assert(
      fc.property(fc.array(argument), fc.constantFrom(linux, mac, windows), fc.boolean(), (argv, system, appPath) => {
        const whole = system.platform === 'win32' ? /^([A-Za-z]:\\|\\\\)/ : /^\//
        const requests = requestsOf({ ...system, appPath, argv })
        expect(requests.filter((request) => request.kind === 'file' && !whole.test(request.path))).toEqual([])
      }),
    )
  })
})
