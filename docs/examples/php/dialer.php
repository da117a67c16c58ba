<?php
// Pushes a lead into the dialer. Plain PHP 8, no extension.

declare(strict_types=1);

/** The dialer said no; the message is its line. */
final class LeadRefused extends RuntimeException
{
}

final class Dialer
{
    /** @param string $url the whole address of lmapi.php */
    public function __construct(
        private readonly string $url,
        private readonly string $user,
        private readonly string $pass,
    ) {
    }

    /**
     * @param array<string, string> $lead parameters of add_lead by name
     * @return int the lead's number
     */
    public function addLead(array $lead): int
    {
        $sent = $lead + [
            'source' => 'crm',
            'user' => $this->user,
            'pass' => $this->pass,
            'function' => 'add_lead',
        ];
        $text = @file_get_contents($this->url, false, stream_context_create(['http' => [
            'method' => 'POST',
            'header' => 'Content-Type: application/x-www-form-urlencoded',
            'content' => http_build_query($sent),
            'timeout' => 10,
        ]]));
        if ($text === false) {
            throw new RuntimeException('The dialer did not answer.');
        }
        // Refusals come with status 200 too: the first word is what counts.
        if (!preg_match('/^SUCCESS: add_lead LEAD HAS BEEN ADDED - (.*)$/m', $text, $added)) {
            throw new LeadRefused(trim($text));
        }
        // number | user | list | lead | offset from UTC
        return (int) explode('|', $added[1])[3];
    }
}
