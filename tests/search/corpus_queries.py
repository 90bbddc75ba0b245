"""What readers of the corpus type, and which story each of them means."""

from collections.abc import Iterator

from tests.search.corpus import SINGLE, SUBJECTS, TOWNS, corpus, number_of, person

# By kind, what is typed for each subject; `{town}` is another one each time.
TYPED = {
    "words of the headline": {
        "ferry": "ferry strike {town}",
        "library": "{town} library mondays",
        "hospital": "{town} hospital",
        "tax": "{town} tax cuts",
        "film": "film festival {town}",
        "flood": "{town} flood wall",
        "school": "teachers {town}",
        "bakery": "{town} bakery",
        "tram": "night trams {town}",
        "football": "{town} penalty",
        "market": "market hall {town}",
        "bridge": "{town} bridge",
        "museum": "{town} stolen map",
        "wind": "wind farm {town}",
        "police": "{town} car chases",
        "rent": "rents {town}",
        "choir": "{town} choir radio",
        "fox": "foxes in {town}",
    },
    "other forms": {
        "ferry": "ferries striking {town}",
        "library": "libraries closing {town} monday",
        "hospital": "{town} hospitals opening wings",
        "tax": "cutting taxes {town}",
        "film": "films festivals {town}",
        "flood": "flooding walls testing {town}",
        "school": "school teacher {town}",
        "bakery": "woman buying bakeries {town}",
        "tram": "tram running nights {town}",
        "football": "{town} promotion penalties",
        "market": "markets halls {town}",
        "bridge": "swinging bridges {town}",
        "museum": "museums returning maps {town}",
        "wind": "winds farms doubling {town}",
        "police": "policing chase {town}",
        "rent": "rent rising {town}",
        "choir": "choirs singing {town}",
        "fox": "fox garden {town}",
    },
    "misspelt": {
        "ferry": "ferry stirke {town}",
        "library": "{town} libary",
        "hospital": "{town} hopsital",
        "tax": "tax cuts promissed {town}",
        "film": "film fesitval {town}",
        "flood": "flod wall {town}",
        "school": "schools teahcers {town}",
        "bakery": "{town} bakrey",
        "tram": "nihgt trams {town}",
        "football": "{town} promotde",
        "market": "markte hall {town}",
        "bridge": "swing brigde {town}",
        "museum": "musuem stolen map {town}",
        "wind": "wind fram {town}",
        "police": "polcie chases {town}",
        "rent": "rents rsie {town}",
        "choir": "choir sigs radio {town}",
        "fox": "foxes gradens {town}",
    },
    "the town misspelt": dict.fromkeys(SUBJECTS, "{noun} {misspelt}"),
    "a question": {
        "ferry": "why is there no ferry to {town}",
        "library": "when does the library of {town} close",
        "hospital": "how many beds has the new wing in {town}",
        "film": "where is the film festival in {town}",
        "school": "who teaches physics in {town}",
        "bakery": "who bought the bakery in {town}",
        "market": "what did the market hall of {town} cost",
        "museum": "where did the stolen map of {town} go",
        "police": "what do police in {town} do instead of chases",
        "fox": "are there foxes in {town}?",
    },
    "words of the text": {
        "ferry": "deckhands {town}",
        "library": "atlases {town}",
        "hospital": "birthing pool {town}",
        "tax": "business rates {town}",
        "film": "silent comedies {town}",
        "flood": "cellars {town}",
        "school": "retired pilot {town}",
        "bakery": "savings rye {town}",
        "football": "goalkeeper {town}",
        "bridge": "barges {town}",
        "museum": "calfskin {town}",
        "wind": "turbines {town}",
        "choir": "dentist {town}",
        "fox": "trampolines {town}",
    },
    "quoted": {
        "ferry": '"ferry strike" {town} deckhands',
        "tax": '"tax cuts" {town}',
        "film": '"film festival returns to" {town}',
        "tram": '"night trams" {town}',
        "market": '"market hall" {town} -ferry',
        "bridge": '"swing bridge at {town}"',
        "wind": '"wind farm off {town}"',
        "choir": '"choir of {town}"',
    },
    "a person": dict.fromkeys(SUBJECTS, "{person}"),
    "a person misspelt": dict.fromkeys(["ferry", "tax", "tram", "wind", "fox"], "{wrong_person}"),
    "a number": dict.fromkeys(SUBJECTS, "{number}"),
    "the headline": dict.fromkeys(["library", "school", "police", "rent"], "{headline}"),
    "a date": {
        "ferry": "ferry strike {town} {year}",
        "library": "{town} library in {year}",
        "flood": "flood wall {town} in {month} {year}",
        "bakery": "{town} bakery since {month} {year}",
        "museum": "museum {town} before 2027",
        "rent": "rents {town} {month} {year}",
    },
    "town by another keyboard": dict.fromkeys(SUBJECTS, "{noun} {plain}"),
}
PLAIN = {
    "Sørvik": ["Sorvik", "soervik", "SØRVIK"],
    "Göttenau": ["Gottenau", "Goettenau"],
    "Málnes": ["Malnes", "málnes"],
    "Århaven": ["Arhaven", "aarhaven"],
    "Bécherel-le-Vieux": ["becherel le vieux", "Bécherel"],
}
SINGLES = {
    "the who": "The Who",
    "to be or not to be": "To be or not to be at sea",
    "it is what it is": "It is what it is",
    "tax cuts": "Tax cuts",
    "film festival": "Film festival",
    "9/11": "Remembering 9/11",
    "the USA in ten meals": "The U.S.A. in ten meals",
    "ten meals u.s.a": "The U.S.A. in ten meals",
    "film tax relief": "Cuts to film tax relief end a festival",
    "reading plays to seals": "To be or not to be at sea",
}


def judged() -> Iterator[tuple[str, str, str]]:
    """Yield kind, query and headline of the story that is meant."""
    stories, at = corpus(), 0
    spellings = [(town, plain) for town, ways in PLAIN.items() for plain in ways]
    for kind, by_subject in TYPED.items():
        for subject, typed in by_subject.items():
            at += 7
            town, plain = TOWNS[at % 25], ""
            if kind == "town by another keyboard":
                town, plain = spellings[at % len(spellings)]
            story, number = stories[subject, town], number_of(subject, town)
            query = typed.format(
                town=town,
                plain=plain,
                misspelt=exchange(town.lower(), at),
                noun=SUBJECTS[subject][3],
                person=person(number),
                wrong_person=misspelt_person(number),
                number=numbers(number)[at % 3],
                headline=story.title,
                year=story.published_at.year,
                month=story.published_at.strftime("%B"),
            )
            yield kind, query, story.title
    for query, title in SINGLES.items():
        assert title in SINGLE
        yield "frequent words", query, title


def exchange(word: str, at: int) -> str:
    """Exchange two letters of a word that differ."""
    at = 2 + at % (len(word) - 3)
    return f"{word[: at - 1]}{word[at]}{word[at - 1]}{word[at + 1 :]}"


def misspelt_person(number: int) -> str:
    """Return the name of the person of a story with two letters of the last name exchanged."""
    first, last = person(number).lower().split()
    return f"{first} {exchange(last, 1)}"


def numbers(number: int) -> list[str]:
    """Return how readers may type the numbers that only this story has: see `facts`."""
    return [f"{1000 + 7 * number}", f"{1000 + 7 * number:,}", f"{number % 27 + 1}/{number + 31}"]
