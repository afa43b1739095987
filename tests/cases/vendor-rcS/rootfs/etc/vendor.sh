webs -p 8080 >/dev/null 2>&1 &
