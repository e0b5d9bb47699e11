import datetime as dt

import pytest

from tests.desk.house import running


@pytest.fixture(scope="session")
def the_house(tmp_path_factory):
    with running(tmp_path_factory.mktemp("desk")) as house:
        yield house


@pytest.fixture
def house(the_house):
    """The one desk of all these tests; everybody brings visitors of his own."""
    yield the_house
    the_house.clock.ahead, the_house.clock.stands = dt.timedelta(), None
    the_house.whatsapp.until = None
    the_house.slept.clear()


@pytest.fixture
def anna(house):
    yield house.signed_in("anna")
    # her hands are free again for the next test
    for row in house.room.view.mine("anna"):
        house.room.desk.give_back("anna", row.id, house.clock.now())
