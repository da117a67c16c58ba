"""Pages with status 200 that are no answer: what a real dialer's surroundings say now and then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.faults.kinds import Response

HTML: Final = ((b"content-type", b"text/html; charset=utf-8"),)

_PHP_ERROR: Final = """\
<br />
<b>Fatal error</b>:  Uncaught mysqli_sql_exception: Too many connections in \
/srv/www/htdocs/vicidial/dbconnect.php:31
Stack trace:
#0 {main}
  thrown in <b>/srv/www/htdocs/vicidial/dbconnect.php</b> on line <b>31</b><br />
"""

_FIREWALL: Final = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Request blocked</title></head>
<body>
<h1>Request blocked</h1>
<p>Your request was stopped by the web application firewall that protects this site.
If you think that this is a mistake, write to the site's owner and quote the support ID.</p>
<p>Support ID: 4470125398817203165</p>
</body>
</html>
"""

PAGES: Final[Mapping[str, Response]] = {
    "php_error": Response(200, _PHP_ERROR.encode(), HTML),
    "firewall": Response(200, _FIREWALL.encode(), HTML),
}
"""The pages by name."""
