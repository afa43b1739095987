#!/bin/sh
echo "Content-type: text/plain"
echo
uptime
