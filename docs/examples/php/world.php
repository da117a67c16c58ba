<?php
// What the tests stand on: a dialer of their own, and two assertions.

declare(strict_types=1);

/** A dialer of the test's own, there as soon as it is used: a namespace of the server. */
final class World
{
    public readonly string $base;
    private readonly string $server;
    private readonly string $name;

    public function __construct()
    {
        $this->server = getenv('LMAPI_URL') ?: 'http://127.0.0.1:8080';
        $this->name = bin2hex(random_bytes(8));
        $this->base = "$this->server/ns/$this->name";
    }

    public function dialer(): Dialer
    {
        return new Dialer("$this->base/API/lmapi.php", '6666', '1234');
    }

    public function admin(string $method, string $path, mixed $body = null): mixed
    {
        return $this->call($method, "$this->base/__admin$path", $body);
    }

    public function drop(): void
    {
        $this->call('DELETE', "$this->server/__admin/namespaces/$this->name");
    }

    private function call(string $method, string $url, mixed $body = null): mixed
    {
        $token = getenv('LMAPI_ADMIN_TOKEN');
        $text = file_get_contents($url, false, stream_context_create(['http' => [
            'method' => $method,
            'header' => array_merge(
                ['Content-Type: application/json'],
                $token ? ["Authorization: Bearer $token"] : [],
            ),
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'ignore_errors' => true,
        ]]));
        $answer = $text === '' ? null : json_decode((string) $text, true);
        if ($text === false || isset($answer['error'])) {
            throw new RuntimeException("$method $url: $text");
        }
        return $answer;
    }
}

function same(mixed $expected, mixed $found): void
{
    if ($found !== $expected) {
        throw new RuntimeException(
            'expected ' . var_export($expected, true) . ', found ' . var_export($found, true)
        );
    }
}

function refusal(callable $call): string
{
    try {
        $call();
    } catch (LeadRefused $refused) {
        return $refused->getMessage();
    }
    return 'It was not refused.';
}
