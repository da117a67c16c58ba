"""Plays random requests to two servers, and reports the smallest on which they part.

`python -m tests.differential --against http://dialer/vicidial/non_agent_api.php`
"""
