#!/bin/bash
set -e

# dpkg passes a word, rpm how many versions stay. During an upgrade everything below belongs to the newer version already (rpm) or is made anew by it (dpkg).
case "$1" in
  remove | 0) ;;
  *) exit 0 ;;
esac

if type update-alternatives > /dev/null 2>&1; then
  update-alternatives --remove '${executable}' '/opt/${sanitizedProductName}/${executable}' || true
fi
# Without alternatives, or with a dangling link that their removal has left.
if [ -L '/usr/bin/${executable}' ] && [ ! -e '/usr/bin/${executable}' ]; then
  rm -f '/usr/bin/${executable}'
fi

# The profile that electron-builder's script for installing writes where AppArmor restricts user namespaces (Ubuntu 24.04).
profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if apparmor_status --enabled > /dev/null 2>&1 && ! { type ischroot > /dev/null 2>&1 && ischroot; }; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi
exit 0
