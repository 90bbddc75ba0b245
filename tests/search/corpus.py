"""A newspaper of 540 stories, and what readers type to find one of them.

Each of 18 subjects happens in each of 30 towns. All stories speak of other towns and subjects, too,
and some at great length, so that words alone do not tell which story is meant.
"""

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import NamedTuple

TOWNS = [
    *("Aldmoor", "Brackwell", "Cresford", "Dunholt", "Eskerby", "Fallowgate", "Garrowby"),
    *("Hexcombe", "Ilverton", "Jarrowmouth", "Kettlebury", "Lanmere", "Marrowick", "Nethercote"),
    *("Oxhythe", "Pellworth", "Quarrendale", "Rushcombe", "Saltfleet", "Thornmere", "Ulverbeck"),
    *("Venthorpe", "Wexcombe", "Yarrowfield", "Zennack", "Sørvik", "Göttenau", "Málnes"),
    *("Århaven", "Bécherel-le-Vieux"),
]
FIRST_NAMES = """
    Ada Bruno Clara Dmitri Edda Felix Greta Hamid Ines Jonas Katya Luca Mina Nils Odile Piotr Rosa
    Stellan Tove Viktor
    """.split()  # noqa: SIM905 - a list would be twenty lines
LAST_NAMES = """
    Abernethy Boateng Castellane Drummond Ekwueme Farquhar Gallowey Hollingrake Imbert Jankowski
    Kilbride Lindqvist Marrable Nakagawa Oberholtz Pemberley Quillfeather Ravenscroft Sommerfeld
    Tregarthen Underhay Valtonen Wetherby Xanthos Yellowlees Zimmerli Ormsby
    """.split()  # noqa: SIM905 - as above
# Headline, standfirst, two sentences, and the noun by which other stories speak of it.
SUBJECTS = {
    "ferry": (
        "Ferry strike cuts {town} off for a week",
        "Deckhands want the pay of bus drivers, and nothing sails from {town}.",
        "The crews voted by a show of hands. Bread ran out on Tuesday.",
        "ferry strike",
    ),
    "library": (
        "{town} library to close on Mondays",
        "Readers in {town} borrow less, says the council; librarians say otherwise.",
        "Shelves of atlases will be sold. A petition lies beside the returns desk.",
        "library",
    ),
    "hospital": (
        "New wing for {town} hospital opens",
        "Forty beds and a birthing pool: {town} waited eleven years for it.",
        "Nurses were given a tour. The scanner still needs its certificate.",
        "hospital wing",
    ),
    "tax": (
        "Tax cuts promised to shops in {town}",
        "Business rates would fall by a fifth in the old streets of {town}.",
        "The treasurer warned of a hole. Empty windows would pay more.",
        "tax cuts",
    ),
    "film": (
        "Film festival returns to {town}",
        "Silent comedies and a brass band: three nights of cinema in {town}.",
        "A projector was lent by a museum. Tickets are sold at the tobacconist.",
        "film festival",
    ),
    "flood": (
        "Flood wall in {town} fails its test",
        "Engineers pumped water against it, and cellars in {town} got wet.",
        "The concrete is too thin, a report says. Sandbags were handed out.",
        "flood wall",
    ),
    "school": (
        "Schools in {town} short of teachers",
        "Physics is taught by a retired pilot in {town}, and nobody teaches music.",
        "The shortage of teachers is felt. Pupils write their own timetable.",
        "shortage of teachers",
    ),
    "bakery": (
        "Women buy the last bakery of {town}",
        "Twelve friends from {town} put their savings into ovens and rye.",
        "They bake from three in the morning. The old baker teaches them plaits.",
        "bakery",
    ),
    "tram": (
        "Night trams to run in {town}",
        "Nobody in {town} has to walk home after midnight from December.",
        "Drivers get a bonus. Rails are ground on Sundays to keep them quiet.",
        "night trams",
    ),
    "football": (
        "{town} promoted after penalty shoot-out",
        "The goalkeeper of {town} saved three and scored the last one himself.",
        "Supporters of the football club swam in the fountain. The trophy was dented on the bus.",
        "football club",
    ),
    "market": (
        "Market hall of {town} sold for one pound",
        "Traders form a trust to mend the roof that {town} could not pay for.",
        "Fishmongers stay. The clock under the gable will be wound again.",
        "market hall",
    ),
    "bridge": (
        "Swing bridge at {town} opens again",
        "Barges pass through {town} for the first time since the gears broke.",
        "A blacksmith cast the missing cog. Cyclists wait for the swing bridge.",
        "swing bridge",
    ),
    "museum": (
        "Museum of {town} returns a stolen map",
        "A chart drawn on calfskin leaves {town} for the monastery it came from.",
        "The curator found a stamp under the frame. Monks sent honey.",
        "museum",
    ),
    "wind": (
        "Wind farm off {town} doubles in size",
        "Thirty turbines more will stand in the sea that {town} fishes.",
        "Cables come ashore under the dunes. Crab pots have to move.",
        "wind farm",
    ),
    "police": (
        "Police in {town} end car chases",
        "Officers in {town} note the number plate and call at breakfast.",
        "Two crashes led to it. The union of constables is pleased.",
        "police chases",
    ),
    "rent": (
        "Rents rise fastest in {town}",
        "A room in {town} costs what a house did, figures of the bank show.",
        "Landlords blame mortgages. Tenants share bathrooms and bicycles.",
        "rents",
    ),
    "choir": (
        "Choir of {town} sings on the radio",
        "Bell-ringers, postmen and a dentist from {town} reach the final.",
        "They rehearse in a laundry. The basses have colds.",
        "choir",
    ),
    "fox": (
        "Foxes move into the gardens of {town}",
        "Cubs play on trampolines in {town}, and hens are locked away.",
        "A biologist counted forty dens. Bins are shut with bricks.",
        "foxes",
    ),
}
# The newest story is of three days before.
NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
FILLER = [
    "The council will come back to it in the autumn.",
    "Neighbours were of two minds.",
    "A spokesman did not want to be named.",
    "The figures are from the yearly accounts.",
    "Others had asked for it since the spring.",
    "The meeting ended before ten, and there is no date yet.",
    "Letters can be sent to the town clerk.",
    "Money is short, and time is shorter.",
]


class CorpusStory(NamedTuple):
    """One story of the corpus."""

    title: str
    standfirst: str
    body: str
    author: str
    published_at: datetime


# Stories that are no subject of a town, by what readers type to find them.
SINGLE = {
    "The Who": "A band of four plays its last concert, louder than the first.",
    "To be or not to be at sea": "A sailor reads plays to seals.",
    "It is what it is": "A philosopher of plain words retires.",
    "Tax cuts": "What they are, and who has ever had one.",
    "Film festival": "A short history of long nights.",
    "Cuts to film tax relief end a festival": "Studios lose what they were given.",
    "Remembering 9/11": "A fireman opens his diary.",
    "The U.S.A. in ten meals": "From clams to pie.",
}


def corpus() -> dict[tuple[str, str], CorpusStory]:
    """Return the stories by subject and town, the same each time; single ones by their title."""
    random, stories = Random(23), {}  # noqa: S311 - nothing secret
    for number, (subject, town) in enumerate(product(SUBJECTS, TOWNS)):
        headline, standfirst, sentences, _noun = SUBJECTS[subject]
        paragraphs = [sentences.format(town=town), *facts(number)]
        for _ in range(random.randint(2, 5)):
            noun = SUBJECTS[random.choice(list(SUBJECTS))][3]
            paragraphs.append(f"In {random.choice(TOWNS)} they remember the {noun} of last year.")
        length = 150 if number % 12 == 0 else random.randint(4, 30)
        paragraphs += [random.choice(FILLER) for _ in range(length)]
        if number % 12 == 0:  # a long one that has many words often
            paragraphs += [f"The {SUBJECTS[other][3]} of {TOWNS[-1]}." for other in SUBJECTS] * 3
        stories[subject, town] = CorpusStory(
            headline.format(town=town),
            standfirst.format(town=town),
            "".join(f"<p>{text}</p>" for text in paragraphs),
            f"{FIRST_NAMES[number % 20]} Penhale",
            NOW - timedelta(days=3 + number * 2),
        )
    for number, (title, standfirst) in enumerate(SINGLE.items()):
        when = NOW - timedelta(days=400 + number)
        stories[title, ""] = CorpusStory(title, standfirst, "<p>No more.</p>", "Ada Penhale", when)
    return stories


def facts(number: int) -> list[str]:
    """Return the sentences that no other story has: a person, and numbers."""
    return [
        f"{person(number)} signed for the residents, {1000 + 7 * number:,} of them.",
        f"It costs ${1 + number // 100}.{number % 100:02}bn, file {number % 27 + 1}/{number + 31}.",
    ]


def person(number: int) -> str:
    """Return a name of first and last name; each pair is of one story."""
    return f"{FIRST_NAMES[number % 20]} {LAST_NAMES[number // 20 % 27]}"


def number_of(subject: str, town: str) -> int:
    """Return the number of a story in the corpus."""
    return list(SUBJECTS).index(subject) * len(TOWNS) + TOWNS.index(town)
