// xUnit, with LMAPI_URL of the server.
using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;

public class DialerTests
{
    static readonly HttpClient Http = new();

    // A namespace for each test: a dialer of its own.
    readonly string dialer =
        $"{Environment.GetEnvironmentVariable("LMAPI_URL")}/ns/{Guid.NewGuid():N}/API/lmapi.php";

    async Task<string> AddLead(Dictionary<string, string> lead)
    {
        lead["source"] = "crm";
        lead["user"] = "6666";
        lead["pass"] = "1234";
        lead["function"] = "add_lead";
        var answer = await Http.PostAsync(dialer, new FormUrlEncodedContent(lead));
        return await answer.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task A_lead_is_loaded()
    {
        var text = await AddLead(new() { ["phone_number"] = "7275551212" });
        Assert.StartsWith("SUCCESS: add_lead LEAD HAS BEEN ADDED", text);
    }
}
