#!/usr/bin/env bash
# Brings Chromium and a Chinese font for the browser tests where this is possible (root on a Debian-like machine);
# elsewhere says in one line what will be skipped. Never fails.
set -u
if command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "browser tests: skipped, for there is no Chromium with a Chinese font here and it cannot be installed without root and apt-get"
  exit 0
fi
echo "browser tests: installing Chromium and a Chinese font"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk; } >"$log" 2>&1; then
  echo "browser tests: skipped, for the installation failed:"
  tail -n 3 "$log"
fi
rm -f "$log"
exit 0
