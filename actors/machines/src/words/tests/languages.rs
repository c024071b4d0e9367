//! Words that are bad in one language and plain in another: what a class in each of them says, with a budget of wrong hits,
//! and what is caught there.

use homeroom_protocol::ids::CourseId;
use homeroom_protocol::language::Language;
use homeroom_protocol::words::Reach;
use uuid::Uuid;

use super::{Filter, Rule, Verdict, WordAction};

/// The budget: of so many lines of a language one may be hit.
const LINES_PER_WRONG: usize = 20;

/// Rules, and the language of each: none for those that hold in all.
const RULES: &[(&str, Option<&str>)] = &[
    ("gift", Some("de")),
    ("dick", Some("de")),
    ("fett", Some("de")),
    ("bad ass", Some("en")),
    ("fat", Some("en")),
    ("die", Some("en")),
    ("hell", Some("en")),
    ("dick", Some("en")),
    ("slut", Some("en")),
    ("con", Some("fr")),
    ("idiot", None),
];

/// What is said in a language and means nothing.
const INNOCENT: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "I have a gift for you.",
            "The gift shop is next to the museum.",
            "She is gifted, and her gifts are many.",
            "Feta or feta cheese? Fettuccine!",
            "The pros and con of it.",
            "Con artists, con men, and a con in a film.",
            "A diet of dice and dies.",
            "Shell, hello, Hellenic.",
            "Father, fatal, fathom.",
            "It is a birthday gift from my aunt.",
            "G I F T spells gift.",
            "Wrap the gift in paper first.",
            "What a thoughtful GIFT!",
            "He gave us the gift of time.",
            "A gift-wrapped box.",
            "Gift, present, donation: which is which?",
            "The gift was a kite.",
            "Chili con carne is spicy.",
            "Every gift counts.",
            "Thank you for the gift!",
        ],
    ),
    (
        "de",
        &[
            "Die Sonne scheint, und es ist hell.",
            "Hell ist das Gegenteil von dunkel.",
            "Die Katze und die Maus.",
            "Was heißt die, was der, was das?",
            "Das Fat-Format ist ein altes Dateisystem.",
            "Er tat es, sie bat darum.",
            "In der Stadt ist es sehr hell.",
            "Hell und dunkel, Tag und Nacht.",
            "Die hellen Farben gefallen mir.",
            "Ist die Aufgabe schwer?",
            "Die zweite Antwort ist richtig.",
            "D I E ist ein Artikel.",
            "Ein Bad, als ob es Sommer wäre.",
            "Der Schlusssatz ist gut.",
            "Allegro con brio steht in den Noten.",
            "Die Giftpflanze kennt jeder Gärtner.",
            "Ein Dickicht aus Farn.",
            "Fettuccine mit Tomaten.",
            "Vergiftet ist ein anderes Wort.",
            "Mitgift ist ein altes Wort.",
        ],
    ),
    (
        "sv",
        &[
            "Hon är gift sedan i maj.",
            "Är du gift?",
            "Lektionen är slut.",
            "Slut för idag!",
            "Vad är klockan när det är slut?",
            "En fat eller ett fat?",
            "Lägg maten på ett fat.",
            "Ett fat med frukt.",
            "Han är gift med min syster.",
            "Nu är det slut.",
            "Fett och socker.",
            "Gift eller ogift, kryssa i rutan.",
            "S L U T står det på skylten.",
            "Boken tog slut.",
            "Helt rätt!",
            "Det var en gång en gift kung.",
            "Kaffet är slut.",
            "Vi är gifta.",
            "Till slut kom de fram.",
            "Ett stort fat på bordet.",
        ],
    ),
];

/// What is caught in a language, however it is written.
const CAUGHT: &[(&str, &[&str])] = &[
    ("en", &["you are fat", "so f.a.t", "FАT", "fаt", "go to hell", "d1e", "what a d i c k", "an 1d10t"]),
    ("de", &["Nimm doch Gift!", "G.I.F.T", "g1ft", "gіft", "du bist f e t t", "so dick", "ein Idiot"]),
    ("sv", &["en idiot", "1d10t"]),
    ("fr", &["quel con", "c0n", "un idiot"]),
];

/// The filter of a course in a language; `None`: nobody says in which.
fn filter(spoken: Option<&str>) -> Filter {
    let spoken: Option<Language> = spoken.map(|tag| tag.parse().unwrap());
    let holds = |of: &Option<&str>| {
        let language = of.map(|tag| tag.parse().unwrap());
        Reach { course: None, language }.holds_in(CourseId(Uuid::nil()), spoken.as_ref())
    };
    let rules = RULES.iter().filter(|(_, of)| holds(of));
    let rule = |(words, _): &(&str, _)| Rule { words: (*words).to_owned(), action: WordAction::Mask };
    Filter::compile(&rules.map(rule).collect::<Vec<_>>())
}

#[test]
fn gift_is_poison_in_german_and_fat_is_unkind_in_english() {
    let look = |spoken, text: &str| filter(spoken).look(text);
    let masked = |text: &str| Verdict::Masked(text.to_owned());
    assert_eq!(look(Some("en"), "a gift, not fat"), masked("a gift, not ***"));
    assert_eq!(look(Some("de"), "a gift, not fat"), masked("a ****, not fat"));
    assert_eq!(look(Some("sv"), "a gift, not fat"), Verdict::Clean);
    assert_eq!(look(None, "a gift, not fat"), masked("a ****, not ***"), "nobody says in which language it is");
}

#[test]
fn innocent_texts_of_each_language_are_left_alone_within_the_budget() {
    for (language, lines) in INNOCENT {
        let hit = |filter: Filter| lines.iter().filter(|text| filter.look(text) != Verdict::Clean).collect::<Vec<_>>();
        let wrong = hit(filter(Some(language)));
        assert!(wrong.len() * LINES_PER_WRONG <= lines.len(), "{language}: {wrong:#?}");
        let wrong = hit(filter(None)).len();
        assert!(wrong * LINES_PER_WRONG > lines.len(), "{language}: with the rules of all languages {wrong} are hit");
    }
}

#[test]
fn words_of_a_language_are_caught_in_it_however_they_are_written() {
    for (language, texts) in CAUGHT {
        let filter = filter(Some(language));
        let missed: Vec<_> = texts.iter().filter(|text| filter.look(text) == Verdict::Clean).collect();
        assert!(missed.is_empty(), "{language}: {missed:?}");
    }
}
