"""Which clocks may hang on a person's wall: from the state and ZIP of an address, and from a number's area code.

Where a state or area code lies in two time zones both are given, so that whoever asks has to satisfy both.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
ARIZONA, ALASKA, ALEUTIAN, HAWAII = "America/Phoenix", "America/Anchorage", "America/Adak", "Pacific/Honolulu"
ATLANTIC, GUAM, SAMOA = "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago"
# A number or address that says nothing may be anywhere in the fifty states.
ANYWHERE: Final = (EASTERN, CENTRAL, MOUNTAIN, ARIZONA, PACIFIC, ALASKA, ALEUTIAN, HAWAII)

_BY_ZONES: Final[Mapping[tuple[str, ...], str]] = {
    (EASTERN,): "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    (CENTRAL,): "AL AR IA IL LA MN MO MS OK WI",
    (MOUNTAIN,): "CO MT NM UT WY",
    (PACIFIC,): "CA WA",
    (EASTERN, CENTRAL): "FL IN KY MI TN",
    (CENTRAL, MOUNTAIN): "KS ND NE SD TX",
    (MOUNTAIN, PACIFIC): "ID NV OR",
    (ARIZONA, MOUNTAIN): "AZ",
    (ALASKA, ALEUTIAN): "AK",
    (HAWAII,): "HI",
    (ATLANTIC,): "PR VI",
    (GUAM,): "GU MP",
    (SAMOA,): "AS",
}
ZONES_OF_STATE: Final = {state: zones for zones, states in _BY_ZONES.items() for state in states.split()}

# Parts of divided states that lie in one zone: the first three digits of a ZIP.
_ZIPS: Final[Mapping[tuple[str, ...], str]] = {
    (EASTERN,): "320 321 322 323 326 327 328 329 330 331 332 333 334 335 336 337 338 339 341 342 344 346 347 349 "
    "374 376 377 378 379 400 401 402 403 404 405 406 460 461 462 466 467 468 470 471 472 473 478 "
    "480 481 482 483 484 485 486 487 488 489 490 491 492 493 494 495 496 497",
    (CENTRAL,): "325 370 371 372 380 381 382 383 384 385 420 423 424 463 464 476 477 580 581 582 583 584 "
    "570 571 572 573 574 660 661 662 664 665 666 667 668 669 670 671 672 673 674 675 "
    "680 681 683 684 685 686 687 688 689 750 751 752 753 754 755 756 757 758 759 760 761 762 763 764 765 766 767 768 "
    "769 770 771 772 773 774 775 776 777 778 779 780 781 782 783 784 785 786 787 788 789 790 791 792 793 794 795 796 "
    "797",
    (MOUNTAIN,): "577 693 799 885 832 833 834 836 837",
    (PACIFIC,): "838 889 890 891 893 894 895 897 970 971 972 973 974 975 976 977",
    (ARIZONA,): "850 851 852 853 855 856 857 859 863 864",
    (ALASKA,): "995 996 997 998 999",
}
ZONES_OF_ZIP: Final = {digits: zones for zones, zips in _ZIPS.items() for digits in zips.split()}

AREA_CODES: Final[Mapping[str, str]] = {
    "AL": "205 251 256 334 659 938", "AK": "907", "AZ": "480 520 602 623 928", "AR": "327 479 501 870",
    "CA": "209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 "
    "738 747 760 805 818 820 831 837 840 858 909 916 925 949 951",
    "CO": "303 719 720 748 970 983", "CT": "203 475 860 959", "DE": "302", "DC": "202 771",
    "FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954",
    "GA": "229 404 470 478 678 706 762 770 912 943", "HI": "808", "ID": "208 986",
    "IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872",
    "IN": "219 260 317 463 574 765 812 930", "IA": "319 515 563 641 712", "KS": "316 620 785 913",
    "KY": "270 364 502 606 859", "LA": "225 318 337 457 504 985", "ME": "207", "MD": "227 240 301 410 443 667",
    "MA": "339 351 413 508 617 774 781 857 978", "MI": "231 248 269 313 517 586 616 679 734 810 906 947 989",
    "MN": "218 320 507 612 651 763 924 952", "MS": "228 601 662 769", "MO": "235 314 417 557 573 636 660 816 975",
    "MT": "406", "NE": "308 402 531", "NV": "702 725 775", "NH": "603",
    "NJ": "201 551 609 640 732 848 856 862 908 973", "NM": "505 575",
    "NY": "212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934",
    "NC": "252 336 472 704 743 828 910 919 980 984", "ND": "701",
    "OH": "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937", "OK": "405 539 572 580 918",
    "OR": "458 503 541 971", "PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878", "RI": "401",
    "SC": "803 821 839 843 854 864", "SD": "605", "TN": "423 615 629 731 865 901 931",
    "TX": "210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832 903 915 936 940 945 "
    "956 972 979",
    "UT": "385 435 801", "VT": "802", "VA": "276 434 540 571 686 703 757 804 826 948",
    "WA": "206 253 360 425 509 564", "WV": "304 681", "WI": "262 274 353 414 534 608 715 920", "WY": "307",
    "PR": "787 939", "VI": "340", "GU": "671", "AS": "684", "MP": "670",
}  # fmt: skip
STATE_OF_AREA_CODE: Final = {code: state for state, codes in AREA_CODES.items() for code in codes.split()}

# Area codes of divided states that lie in one zone.
_ONE_ZONE: Final[Mapping[tuple[str, ...], str]] = {
    (EASTERN,): "239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954 "
    "260 317 463 765 502 859 865 231 248 269 313 517 586 616 679 734 810 947 989",
    (CENTRAL,): "219 615 629 731 901 316 913 402 531 210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 "
    "806 817 830 832 903 936 940 945 956 972 979",
    (MOUNTAIN,): "915",
    (PACIFIC,): "503 971 702 725",
    (ARIZONA,): "480 520 602 623",
}
_ZONES_OF_AREA_CODE: Final = {code: zones for zones, codes in _ONE_ZONE.items() for code in codes.split()}


def state_of_number(phone: str | None) -> str | None:
    """The state of an E.164 number's area code; None for mobile-only, toll-free and foreign ones."""
    return STATE_OF_AREA_CODE.get(phone[2:5]) if phone is not None and phone.startswith("+1") else None


def zones_of_number(phone: str | None) -> tuple[str, ...]:
    """The time zones of an E.164 number's area code; empty when it tells nothing."""
    state = state_of_number(phone)
    if phone is None or state is None:
        return ()
    return _ZONES_OF_AREA_CODE.get(phone[2:5]) or ZONES_OF_STATE[state]


def zones_of_address(state: str | None, postal_code: str | None) -> tuple[str, ...]:
    """The time zones of an address in the United States; empty when it tells nothing."""
    whole = ZONES_OF_STATE.get(state or "", ())
    narrow = ZONES_OF_ZIP.get((postal_code or "")[:3], ())
    return narrow if narrow and set(narrow) <= set(whole) else whole


def places(state: str | None, postal_code: str | None, phone: str | None) -> tuple[tuple[str | None, ZoneInfo], ...]:
    """Every state and clock that may be the person's: those of the address and those of the number."""
    found = [(state, zone) for zone in zones_of_address(state, postal_code)]
    found += [(state_of_number(phone), zone) for zone in zones_of_number(phone)]
    if not found:
        found = [(state, zone) for zone in ANYWHERE]
    return tuple(_known(found))


def _known(found: Iterable[tuple[str | None, str]]) -> Iterable[tuple[str | None, ZoneInfo]]:
    return ((state, _zone(name)) for state, name in dict.fromkeys(found))


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
