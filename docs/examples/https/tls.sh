# sh tls.sh, with PORT: a certificate of one's own for dialer.test, served and asked by that name.
set -eu
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=dialer.test \
    -addext subjectAltName=DNS:dialer.test -keyout key.pem -out cert.pem 2>/dev/null
lmapi-mock serve --port "$PORT" --tls-cert cert.pem --tls-key key.pem > server.log &
server=$!
lmapi-mock ready --url "https://127.0.0.1:$PORT" --wait 30 --pid "$server"
curl -fsS --cacert cert.pem --resolve "dialer.test:$PORT:127.0.0.1" \
    "https://dialer.test:$PORT/API/lmapi.php?function=version"
kill "$server"
