<?php
// php test.php, with LMAPI_URL and LMAPI_ADMIN_TOKEN of the server.

declare(strict_types=1);

require __DIR__ . '/dialer.php';
require __DIR__ . '/world.php';

$tests = [
    'a lead is stored in its list' => function (World $world): void {
        $id = $world->dialer()->addLead(['phone_number' => '7275551212', 'list_id' => '101']);
        [$lead] = $world->admin('GET', '/state?tables=vicidial_list')['tables']['vicidial_list'];
        same([$id, '7275551212', 101], [$lead['lead_id'], $lead['phone_number'], $lead['list_id']]);
    },
    'a number on the DNC list is refused' => function (World $world): void {
        $dnc = ['vicidial_dnc' => [['phone_number' => '7275550142']]];
        $world->admin('POST', '/state', ['tables' => $dnc]);
        $lead = ['phone_number' => '7275550142', 'dnc_check' => 'Y'];
        same(
            'ERROR: add_lead PHONE NUMBER IN DNC - 7275550142|6666',
            refusal(fn () => $world->dialer()->addLead($lead)),
        );
    },
    'an error page of PHP is no success' => function (World $world): void {
        $world->admin('POST', '/faults', ['page' => 'php_error', 'times' => 1]);
        $said = refusal(fn () => $world->dialer()->addLead(['phone_number' => '7275551212']));
        same(true, str_contains($said, 'Fatal error'));
    },
];

$failed = 0;
foreach ($tests as $name => $test) {
    $world = new World();
    try {
        $test($world);
        // What the dialer would have swallowed silently fails the test too.
        same([], $world->admin('GET', '/findings?severity=warning')['findings']);
        echo "ok - $name\n";
    } catch (Throwable $error) {
        $failed++;
        echo "not ok - $name: {$error->getMessage()}\n";
    } finally {
        $world->drop();
    }
}
exit($failed ? 1 : 0);
