#!/usr/bin/env bash
# Chromium and a Chinese font for the browser tests, through apt when it may. Ends with 0 when a browser is there
# (its path is the last line), with 3 when not; says why on standard error. Safe to run again.
set -uo pipefail

find_browser() {
    local name
    for name in "${CHROME:-}" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}

has_chinese_font() {
    command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh file)" ]
}

if ! { find_browser >/dev/null && has_chinese_font; }; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "用 apt 安装 Chromium 和中文字体…" >&2
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq </dev/null >&2 &&
            apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk </dev/null >/dev/null ||
            echo "apt 没有装上 Chromium 或中文字体。" >&2
    else
        echo "没有 Chromium 或中文字体，当前用户也不能用 apt 安装。可由管理员安装 chromium 和 fonts-noto-cjk。" >&2
    fi
fi

if ! has_chinese_font; then
    echo "没有中文字体，截图中的汉字会显示成方框。" >&2
fi
find_browser || exit 3
