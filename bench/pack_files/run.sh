#!/bin/sh
# Measures this machine's graphics card: ./run.sh [options], with --help they are listed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

gzip -dc "$here/deno.gz" >"$work/deno"
chmod +x "$work/deno"

# The system's own Vulkan loader is the better one, if there is one.
if ! ldconfig -p 2>/dev/null | grep -q 'libvulkan\.so\.1'; then
  export LD_LIBRARY_PATH="$here${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi

# Drivers tell the loader where they are; some containers have the driver without that note.
if [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ]; then
  notes=
  for folder in /usr/share /usr/local/share /etc /usr/local/etc; do
    for note in "$folder"/vulkan/icd.d/*.json; do
      if [ -e "$note" ]; then notes=found; fi
    done
  done
  if [ -z "$notes" ]; then
    for note in /usr/local/nvidia/share/vulkan/icd.d/*.json; do
      if [ -e "$note" ]; then notes="${notes:+$notes:}$note"; fi
    done
    if [ -z "$notes" ]; then
      for library in libGLX_nvidia.so.0 libEGL_nvidia.so.0; do
        if ldconfig -p 2>/dev/null | grep -q "$library"; then
          note="$work/$library.json"
          printf '{"file_format_version": "1.0.0", "ICD": {"library_path": "%s", "api_version": "1.3.0"}}\n' \
            "$library" >"$note"
          notes="$note"
          break
        fi
      done
    fi
    if [ -n "$notes" ]; then export VK_DRIVER_FILES="$notes"; fi
  fi
fi

export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$work}"
export DENO_DIR="$work/cache" DENO_NO_UPDATE_CHECK=1
"$work/deno" run -A --no-config "$here/webgpu.js" "$@"
