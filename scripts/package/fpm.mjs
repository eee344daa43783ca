#!/usr/bin/env node
/** The part of fpm's command line that electron-builder uses, carried out with dpkg-deb or rpmbuild. For packages to try out: fpm makes the others. */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const { options, mappings } = parse(process.argv.slice(2))
const one = (name) => options.get(name)?.at(-1) ?? ''
const all = (name) => options.get(name) ?? []

/** `--name value`, repeated for lists; what does not begin with a dash is `from=to`. */
function parse(args) {
  const options = new Map()
  const mappings = []
  while (args.length > 0) {
    const arg = args.shift()
    if (arg === '--force' || arg === '--debug') continue
    if (arg.startsWith('-')) options.set(arg, [...(options.get(arg) ?? []), args.shift() ?? ''])
    else mappings.push(arg.split(/=(?=\/[^=]*$)/))
  }
  return { options, mappings }
}

function deb(root) {
  const control = path.join(root, 'DEBIAN')
  const kilobytes = execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t')[0]
  mkdirSync(control, { mode: 0o755 })
  const [synopsis, ...body] = one('--description').split('\n').map((line) => line.trim())
  const fields = {
    Package: one('--name'),
    Version: one('--version'),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    'Installed-Size': kilobytes,
    Depends: all('-d').join(', '),
    Recommends: all('--deb-recommends').join(', '),
    Section: one('--category'),
    Priority: one('--deb-priority'),
    Homepage: one('--url'),
    Description: [synopsis, ...body].join('\n '),
  }
  writeFileSync(path.join(control, 'control'), Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : [])).join(''))
  for (const [option, name] of [['--after-install', 'postinst'], ['--after-remove', 'postrm']]) {
    copyFileSync(one(option), path.join(control, name))
    chmodSync(path.join(control, name), 0o755)
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, one('--package')], { stdio: 'inherit' })
}

function rpm(root, work) {
  const script = (option) => readFileSync(one(option), 'utf8').replace(/^#!.*\n/, '').replaceAll('%', '%%')
  const spec = `
Name: ${one('--name')}
Version: ${one('--version')}
Release: 1
Summary: ${one('--rpm-summary')}
License: ${one('--license')}
URL: ${one('--url')}
Vendor: ${one('--vendor')}
Packager: ${one('--maintainer')}
AutoReqProv: no
${all('-d').map((name) => `Requires: ${name}\n`).join('')}
%description
${one('--description')}
%post -p /bin/bash
${script('--after-install')}
%postun -p /bin/bash
${script('--after-remove')}
%files
%defattr(-,root,root)
${mappings.map(([, to]) => `"${to}"\n`).join('')}`
  const file = path.join(work, 'package.spec')
  writeFileSync(file, spec)
  const defines = { _topdir: work, _rpmdir: work, _rpmfilename: 'package.rpm', __os_install_post: '%{nil}', _build_id_links: 'none', debug_package: '%{nil}', _binary_payload: 'w1.gzdio' }
  const target = { amd64: 'x86_64', arm64: 'aarch64' }[one('--architecture')] ?? one('--architecture')
  const defined = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`])
  execFileSync('rpmbuild', ['-bb', '--quiet', '--noclean', '--target', target, '--buildroot', root, ...defined, file], { stdio: 'inherit' })
  copyFileSync(path.join(work, 'package.rpm'), one('--package'))
}

const work = mkdtempSync(path.join(os.tmpdir(), 'sockdeck-package-'))
try {
  const root = path.join(work, 'root')
  for (const [from, to] of mappings) cpSync(from, path.join(root, to), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  // Files of the repository keep what the umask of the one who builds made of them.
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root])
  rmSync(one('--package'), { force: true })
  const build = { deb, rpm }[one('-t')]
  if (!build) throw new Error(`only deb and rpm can be built without fpm, not ${one('-t')}`)
  build(root, work)
} finally {
  rmSync(work, { recursive: true, force: true })
}
