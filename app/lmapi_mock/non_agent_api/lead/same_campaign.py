"""The lists of the campaign that a list belongs to, as searches take it (leads.md, 3)."""

from __future__ import annotations

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.sql.transaction import Transaction


def same_campaign(tx: Transaction, list_id: str) -> list[int]:
    """The identifiers of the lists that have the campaign of a list.

    A campaign_id that is NULL counts as the empty one, which no NULL equals: so there may be none.

    Args:
        tx: the transaction that looks.
        list_id: the list; of one that is not there, no list has the campaign.
    """
    own = configuration.list_(tx, list_id)
    if own is None:
        return []
    wanted = fold(str(own["campaign_id"] or ""))
    return [
        int(one)
        for one in configuration.all_lists(tx)
        if (row := configuration.list_(tx, one)) is not None
        and row["campaign_id"] is not None
        and fold(str(row["campaign_id"])) == wanted
    ]
