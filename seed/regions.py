"""Names and codes of countries and states which phonenumbers does not carry itself."""

from typing import NamedTuple


def _pairs(text: str) -> dict[str, str]:
    """Read `code name` entries parted by commas."""
    entries = (entry.strip().split(" ", 1) for entry in text.split(","))
    return {entry[0]: entry[1] for entry in entries}


ALPHA_3 = _pairs(
    """AC ASC, AD AND, AE ARE, AF AFG, AG ATG, AI AIA, AL ALB, AM ARM, AO AGO, AQ ATA, AR ARG,
    AS ASM, AT AUT, AU AUS, AW ABW, AX ALA, AZ AZE, BA BIH, BB BRB, BD BGD, BE BEL, BF BFA,
    BG BGR, BH BHR, BI BDI, BJ BEN, BL BLM, BM BMU, BN BRN, BO BOL, BQ BES, BR BRA, BS BHS,
    BT BTN, BV BVT, BW BWA, BY BLR, BZ BLZ, CA CAN, CC CCK, CD COD, CF CAF, CG COG, CH CHE,
    CI CIV, CK COK, CL CHL, CM CMR, CN CHN, CO COL, CR CRI, CU CUB, CV CPV, CW CUW, CX CXR,
    CY CYP, CZ CZE, DE DEU, DJ DJI, DK DNK, DM DMA, DO DOM, DZ DZA, EC ECU, EE EST, EG EGY,
    EH ESH, ER ERI, ES ESP, ET ETH, FI FIN, FJ FJI, FK FLK, FM FSM, FO FRO, FR FRA, GA GAB,
    GB GBR, GD GRD, GE GEO, GF GUF, GG GGY, GH GHA, GI GIB, GL GRL, GM GMB, GN GIN, GP GLP,
    GQ GNQ, GR GRC, GS SGS, GT GTM, GU GUM, GW GNB, GY GUY, HK HKG, HM HMD, HN HND, HR HRV,
    HT HTI, HU HUN, ID IDN, IE IRL, IL ISR, IM IMN, IN IND, IO IOT, IQ IRQ, IR IRN, IS ISL,
    IT ITA, JE JEY, JM JAM, JO JOR, JP JPN, KE KEN, KG KGZ, KH KHM, KI KIR, KM COM, KN KNA,
    KP PRK, KR KOR, KW KWT, KY CYM, KZ KAZ, LA LAO, LB LBN, LC LCA, LI LIE, LK LKA, LR LBR,
    LS LSO, LT LTU, LU LUX, LV LVA, LY LBY, MA MAR, MC MCO, MD MDA, ME MNE, MF MAF, MG MDG,
    MH MHL, MK MKD, ML MLI, MM MMR, MN MNG, MO MAC, MP MNP, MQ MTQ, MR MRT, MS MSR, MT MLT,
    MU MUS, MV MDV, MW MWI, MX MEX, MY MYS, MZ MOZ, NA NAM, NC NCL, NE NER, NF NFK, NG NGA,
    NI NIC, NL NLD, NO NOR, NP NPL, NR NRU, NU NIU, NZ NZL, OM OMN, PA PAN, PE PER, PF PYF,
    PG PNG, PH PHL, PK PAK, PL POL, PM SPM, PN PCN, PR PRI, PS PSE, PT PRT, PW PLW, PY PRY,
    QA QAT, RE REU, RO ROU, RS SRB, RU RUS, RW RWA, SA SAU, SB SLB, SC SYC, SD SDN, SE SWE,
    SG SGP, SH SHN, SI SVN, SJ SJM, SK SVK, SL SLE, SM SMR, SN SEN, SO SOM, SR SUR, SS SSD,
    ST STP, SV SLV, SX SXM, SY SYR, SZ SWZ, TC TCA, TD TCD, TF ATF, TG TGO, TH THA, TJ TJK,
    TK TKL, TL TLS, TM TKM, TN TUN, TO TON, TR TUR, TT TTO, TV TUV, TW TWN, TZ TZA, UA UKR,
    UG UGA, UM UMI, US USA, UY URY, UZ UZB, VA VAT, VC VCT, VE VEN, VG VGB, VI VIR, VN VNM,
    VU VUT, WF WLF, WS WSM, XK XKX, YE YEM, YT MYT, ZA ZAF, ZM ZMB, ZW ZWE"""
)
"""ISO 3166 alpha-2 to alpha-3; ASC is only reserved there and XKX only in common use."""

AMERICAN_STATES = _pairs(
    """AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut,
    DE Delaware, DC Washington D.C., FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois,
    IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland,
    MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana,
    NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York,
    NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania,
    RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah,
    VT Vermont, VA Virginia, WA Washington State, WV West Virginia, WI Wisconsin, WY Wyoming,
    AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador,
    NS Nova Scotia, NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island,
    QC Quebec, SK Saskatchewan, YT Yukon"""
)
"""States of the USA and provinces of Canada, in the spelling of phonenumbers."""

MISSPELT_STATES = {"British Colombia": "BC"}

AMERICAN_TERRITORIES = ("AS", "GU", "MP", "PR", "VI")
"""Regions of their own in phonenumbers which the USA also counts as states."""

MEXICAN_STATES = _pairs(
    """AGS Aguascalientes, BC Baja California, BCS Baja California Sur, CAMP Campeche,
    CDMX Mexico City, CHIH Chihuahua, CHIS Chiapas, COAH Coahuila, COL Colima, DGO Durango,
    GRO Guerrero, GTO Guanajuato, HGO Hidalgo, JAL Jalisco, MEX Estado de Mexico, MICH Michoacan,
    MOR Morelos, NAY Nayarit, NL Nuevo Leon, OAX Oaxaca, PUE Puebla, QRO Queretaro,
    QROO Quintana Roo, SIN Sinaloa, SLP San Luis Potosi, SON Sonora, TAB Tabasco, TAMP Tamaulipas,
    TLAX Tlaxcala, VER Veracruz, YUC Yucatan, ZAC Zacatecas"""
)
"""The usual short codes, none over four letters."""

MEXICAN_SPELLINGS = {"BCN": "BC", "FD": "CDMX", "TAMPS": "TAMP", "Mexico": "MEX"}
"""What phonenumbers writes for some of those states."""


MEXICAN_PLACES = {
    "5256": "Mexico City, CDMX",
    "52427": "San Juan del Rio, QRO",
    "52450": "Morelia, MICH",
    "52660": "Culiacan, SIN",
    "52664": "Tijuana, BC",
    "52720": "Toluca, MEX",
    "52770": "Cuernavaca, MOR",
    "52960": "Tuxtla Gutierrez, CHIS",
    "52987": "Cozumel, QROO",
    "52990": "Merida, YUC",
}
"""Area codes to which phonenumbers gives no state, or for 427 and 987 the wrong one."""


class AustralianState(NamedTuple):
    code: str
    name: str
    trunk_code: str
    zone: str


AUSTRALIAN_STATES = (
    AustralianState("NSW", "New South Wales", "02", "Australia/Sydney"),
    AustralianState("VIC", "Victoria", "03", "Australia/Melbourne"),
    AustralianState("QLD", "Queensland", "07", "Australia/Brisbane"),
    AustralianState("SA", "South Australia", "08", "Australia/Adelaide"),
    AustralianState("WA", "Western Australia", "08", "Australia/Perth"),
    AustralianState("TAS", "Tasmania", "03", "Australia/Hobart"),
    AustralianState("ACT", "Australian Capital Territory", "02", "Australia/Sydney"),
    AustralianState("NT", "Northern Territory", "08", "Australia/Darwin"),
)
"""The first is the fallback of a look-up by state, so the most populous state leads."""

COUNTRY_NAMES = {
    "AC": "Ascension Island",
    "CD": "Democratic Republic of Congo",
    "XK": "Kosovo",
}
"""Countries for which phonenumbers has no name, or one that is too long."""
