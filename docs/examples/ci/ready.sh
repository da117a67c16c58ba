# Start it, wait for it, end it. `ready` fails at once if it has died, as with a port in use.
lmapi-mock serve --port "$PORT" &
lmapi-mock ready --port "$PORT" --wait 30 --pid $!
curl -fsS "http://127.0.0.1:$PORT/API/lmapi.php?function=version"
kill $!
