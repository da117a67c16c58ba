<?php
// Laravel: tests/Feature/LeadPushTest.php, with LMAPI_URL of the server.

namespace Tests\Feature;

use Illuminate\Support\Facades\Http;
use Illuminate\Support\Str;
use Tests\TestCase;

class LeadPushTest extends TestCase
{
    public function test_a_contact_becomes_a_lead(): void
    {
        // A namespace is a dialer of the test's own; the application gets it as its dialer.
        $dialer = env('LMAPI_URL') . '/ns/' . Str::uuid();
        config(['services.dialer.url' => "$dialer/API/lmapi.php"]);

        $this->post('/contacts', ['phone' => '7275551212'])->assertCreated();

        $state = Http::withToken(env('LMAPI_ADMIN_TOKEN', ''))
            ->get("$dialer/__admin/state", ['tables' => 'vicidial_list'])->json();
        $this->assertSame('7275551212', $state['tables']['vicidial_list'][0]['phone_number']);
    }
}
