#!/bin/sh
while true; do
	$APP/camd --port 9000
	sleep 1
done
/opt/acme/camd --once
