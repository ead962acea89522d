"""Where people live: true pairs of ZIP code, city and state, streets that do not exist, prices of home insurance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.seed.names import SLOTS, fill_slots

# ZIP, city, state, area code, weight. The agency sits in Columbus, Ohio, so Ohio weighs more than its people.
_PLACES = """
43215 Columbus OH 614 60|43085 Columbus OH 614 40|43017 Dublin OH 614 30|43081 Westerville OH 614 28
43054 New Albany OH 614 18|43123 Grove City OH 614 24|43026 Hilliard OH 614 24|43068 Reynoldsburg OH 614 20
43015 Delaware OH 740 16|43055 Newark OH 740 16|43130 Lancaster OH 740 14|44113 Cleveland OH 216 18
44107 Lakewood OH 216 8|44303 Akron OH 330 10|45202 Cincinnati OH 513 18|45402 Dayton OH 937 12
43604 Toledo OH 419 12|46204 Indianapolis IN 317 14|46802 Fort Wayne IN 260 6|47708 Evansville IN 812 4
40202 Louisville KY 502 10|40507 Lexington KY 859 7|48226 Detroit MI 313 10|49503 Grand Rapids MI 616 8
48104 Ann Arbor MI 734 6|15222 Pittsburgh PA 412 10|19103 Philadelphia PA 215 12|16501 Erie PA 814 4
25301 Charleston WV 304 5|10001 New York NY 212 14|11201 Brooklyn NY 718 12|14202 Buffalo NY 716 5
14604 Rochester NY 585 4|12207 Albany NY 518 4|07102 Newark NJ 973 7|07302 Jersey City NJ 201 5
08608 Trenton NJ 609 3|02108 Boston MA 617 8|01608 Worcester MA 508 4|06103 Hartford CT 860 4
02903 Providence RI 401 3|04101 Portland ME 207 3|03101 Manchester NH 603 3|05401 Burlington VT 802 2
21201 Baltimore MD 410 6|20001 Washington DC 202 5|23219 Richmond VA 804 6|23510 Norfolk VA 757 4
22314 Alexandria VA 703 4|27601 Raleigh NC 919 7|28202 Charlotte NC 704 8|29201 Columbia SC 803 5
29401 Charleston SC 843 4|30303 Atlanta GA 404 10|31401 Savannah GA 912 4|32202 Jacksonville FL 904 7
33130 Miami FL 305 10|33602 Tampa FL 813 8|32801 Orlando FL 407 8|35203 Birmingham AL 205 5|36602 Mobile AL 251 3
39201 Jackson MS 601 3|37203 Nashville TN 615 8|38103 Memphis TN 901 5|37902 Knoxville TN 865 4
70112 New Orleans LA 504 5|70801 Baton Rouge LA 225 4|72201 Little Rock AR 501 4|73102 Oklahoma City OK 405 5
74103 Tulsa OK 918 4|75201 Dallas TX 214 10|77002 Houston TX 713 11|78205 San Antonio TX 210 7|78701 Austin TX 512 7
79901 El Paso TX 915 4|76102 Fort Worth TX 817 6|60601 Chicago IL 312 12|62701 Springfield IL 217 3
53202 Milwaukee WI 414 6|53703 Madison WI 608 4|55401 Minneapolis MN 612 6|55101 Saint Paul MN 651 4
50309 Des Moines IA 515 4|63101 Saint Louis MO 314 6|64106 Kansas City MO 816 5|67202 Wichita KS 316 3
68102 Omaha NE 402 4|57104 Sioux Falls SD 605 2|58102 Fargo ND 701 2|59101 Billings MT 406 2|82001 Cheyenne WY 307 2
80202 Denver CO 303 8|80903 Colorado Springs CO 719 4|87102 Albuquerque NM 505 4|85004 Phoenix AZ 602 8
85701 Tucson AZ 520 4|84101 Salt Lake City UT 801 5|83702 Boise ID 208 3|89101 Las Vegas NV 702 5
89501 Reno NV 775 2|98101 Seattle WA 206 7|99201 Spokane WA 509 3|97201 Portland OR 503 5|97401 Eugene OR 541 2
94102 San Francisco CA 415 6|95113 San Jose CA 408 6|95814 Sacramento CA 916 5|93721 Fresno CA 559 4
90012 Los Angeles CA 213 12|92101 San Diego CA 619 7|94607 Oakland CA 510 4|99501 Anchorage AK 907 2
96813 Honolulu HI 808 3|19801 Wilmington DE 302 3
"""

# Average yearly homeowner's premium in US dollars (NAIC, 2022); other states: the national average.
HOME_PREMIUM = {"OK": 2268, "FL": 2677, "LA": 2603, "TX": 2397, "UT": 937, "OR": 893, "CA": 1492, "NY": 1628, "OH": 995}
HOME_PREMIUM_ELSEWHERE = 1569

_STREETS = (
    "Alderwood Lane|Amberfield Drive|Applejack Court|Barley Mill Road|Beacon Hollow Road|Birchmere Avenue|"
    "Blackwater Crossing|Bluestem Trail|Bramblewick Lane|Briarhollow Drive|Candlewick Court|Cattail Run|"
    "Cedar Hollow Road|Chestnut Bend|Clover Ridge Drive|Cobblestone Way|Copperleaf Lane|Cranberry Bog Road|"
    "Dappled Oak Drive|Dovetail Lane|Driftwood Terrace|Eastbrook Avenue|Elderberry Street|Fallow Field Road|"
    "Fernbank Street|Fieldstone Court|Foxglove Lane|Gable Hill Road|Goldfinch Avenue|Granite Ledge Road|"
    "Greenbriar Circle|Harrow Street|Hawthorn Glen|Heatherstone Drive|Heron Pond Road|Hickory Knoll|Honeylocust Way|"
    "Indigo Bunting Lane|Ironwood Court|Juniper Spring Road|Kestrel Drive|Kingfisher Lane|Lantern Street|"
    "Larkspur Avenue|Limestone Terrace|Linden Grove|Maple Hollow Drive|Marigold Street|Meadowlark Lane|Millrace Road|"
    "Mossy Creek Road|Mulberry Row|Nightingale Court|Oakmoss Drive|Old Orchard Road|Osprey Point|Partridge Way|"
    "Pebble Brook Lane|Pinecone Street|Quail Run|Quarry Bend|Raspberry Patch Road|Redbud Street|River Otter Road|"
    "Rosehip Lane|Rustling Pines Drive|Saddlebrook Way|Sandpiper Court|Shady Ford Road|Silver Birch Avenue|"
    "Skylark Drive|Snowberry Lane|Sparrow Hill Road|Spicebush Court|Stillwater Street|Sugar Maple Avenue|Sumac Trail|"
    "Sycamore Bend|Tall Grass Lane|Thistledown Drive|Timberline Court|Trillium Way|Turnstone Street|Vinegar Hill Road|"
    "Walnut Grove Road|Waxwing Lane|Wheatfield Drive|Whippoorwill Road|Wicker Street|Wild Plum Lane|Willow Weir Road|"
    "Windrow Avenue|Winterberry Court|Woodcock Lane|Yarrow Street|Yellowwood Drive"
)
STREETS: Sequence[str] = _STREETS.split("|")


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of the wheel of places."""

    slot: int
    postal_code: str
    city: str
    state: str
    area_code: str
    home_premium: int


def place_wheel() -> Iterator[Place]:
    """Places over all slots, each as often as its weight says."""
    places = [entry.split() for line in _PLACES.split("\n") for entry in line.split("|") if entry]
    for slot, index in enumerate(fill_slots([float(place[-1]) for place in places], SLOTS)):
        postal_code, *city, state, area_code, _ = places[index]
        premium = HOME_PREMIUM.get(state, HOME_PREMIUM_ELSEWHERE)
        yield Place(slot, postal_code, " ".join(city), state, area_code, premium)
