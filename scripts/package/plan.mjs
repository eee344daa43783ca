/** What `npm run package` will build and how, told from its arguments, electron-builder.yml, the runtime and the system. Touches nothing. */
import path from 'node:path'
import { root, TaskError } from '../process.mjs'

const platforms = { linux: 'linux', darwin: 'mac', win32: 'win' }
const architectures = ['x64', 'arm64', 'universal']
const standIn = (name) => path.join(import.meta.dirname, name)

// Packages to try out: open to Playwright, and packed in seconds.
const forTrying = {
  electronFuses: { enableNodeCliInspectArguments: true },
  deb: { compression: 'gz' },
  rpm: { compression: 'gzip' },
}

/**
 * `settings` is what electron-builder.yml says, `runtime` the answer of ensureRuntime, `system` has `platform`, `arch`, `env` and `onPath(command)`.
 * Returns electron-builder's options and environment, the folder it writes, and what is left out with the reason. Throws TaskError for what can't be had.
 */
export function planPackage(args, { settings, runtime, system }) {
  const platform = platforms[system.platform]
  const missing = missingTools(runtime, system)
  const offered = settings[platform].target
  const { dev, archs, targets } = parse(args, [...offered, { target: 'dir', arch: system.arch }])
  if (!dev && !runtime.official) throw new TaskError(refusal(runtime.folder))
  for (const { target } of targets) if (missing[target]) throw new TaskError(`${target} can't be built here: ${missing[target]}`)
  if (!runtime.official && archs.some((arch) => arch !== system.arch)) throw new TaskError(`the Electron in ${runtime.folder} is for ${system.arch} only`)

  const archsOf = ({ arch }) => (archs.length > 0 ? archs : dev ? [system.arch] : [arch].flat())
  const chosen = targets.length > 0 ? targets : offered.filter(({ target }) => !missing[target])
  return {
    options: {
      [platform]: chosen.flatMap((one) => archsOf(one).map((arch) => `${one.target}:${arch}`)),
      projectDir: root,
      publish: 'never',
      config: {
        ...fromEnvironment(system.env),
        ...(dev && forTrying),
        ...(!runtime.official && { electronDist: runtime.folder, electronVersion: runtime.version }),
      },
    },
    env: {
      ...(dev && { ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' }),
      // Where Electron can't be downloaded, neither can these tools of electron-builder.
      ...(!runtime.official && { CUSTOM_FPM_PATH: standIn('fpm.mjs'), ELECTRON_BUILDER_7ZIP_PATH: standIn('gzip.mjs') }),
    },
    out: system.env.SOCKDECK_PACKAGE_OUT ?? settings.directories.output,
    leftOut: targets.length > 0 ? {} : missing,
  }
}

function parse(args, offered) {
  const flag = ({ target }) => (target === 'dir' ? '--dir' : target)
  const known = ['--dev', ...architectures.map((arch) => `--${arch}`), ...offered.map(flag)]
  const unknown = args.find((arg) => !known.includes(arg))
  if (unknown) throw new TaskError(`"${unknown}" can't be packaged on this system; there are ${known.join(', ')}`)
  return {
    dev: args.includes('--dev'),
    archs: architectures.filter((arch) => args.includes(`--${arch}`)),
    targets: offered.filter((one) => args.includes(flag(one))),
  }
}

const refusal = (folder) =>
  `people are given Electron's own build, not the one in ${folder}. Where github.com can be reached, ` +
  'unset ELECTRON_OVERRIDE_DIST_PATH, delete that folder and run this again. For a package to try out, add --dev.'

/** Targets that need something that is not here, with the reason. */
function missingTools(runtime, { platform, onPath }) {
  if (platform !== 'linux') return {}
  return {
    ...(!onPath('rpmbuild') && { rpm: 'rpmbuild is missing (Debian: apt-get install rpm)' }),
    ...(!runtime.official && { AppImage: 'its runtime is downloaded from github.com' }),
  }
}

/** SOCKDECK_PACKAGE_VERSION and SOCKDECK_PACKAGE_OUT replace the version and dist/; SOCKDECK_FEED is where the app looks for updates. */
function fromEnvironment({ SOCKDECK_PACKAGE_VERSION: version, SOCKDECK_PACKAGE_OUT: out, SOCKDECK_FEED: feed }) {
  if (feed && !feed.startsWith('https://')) throw new TaskError(`SOCKDECK_FEED must begin with https://: whoever can change what comes from ${feed} could install anything`)
  return {
    ...(version && { extraMetadata: { version } }),
    ...(out && { directories: { output: path.resolve(root, out) } }),
    ...(feed && { publish: { provider: 'generic', url: feed } }),
  }
}
