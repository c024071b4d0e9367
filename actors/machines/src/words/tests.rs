//! The filter against what people write: a corpus of innocent texts with a budget of wrong hits, and one of tricks.

use super::*;

mod innocent;
mod languages;
mod tricks;

/// The words of these tests: as short and as much inside others as the real ones.
const WORDS: &[&str] = &[
    "ass",
    "anal",
    "tit",
    "cum",
    "penis",
    "cock",
    "hell",
    "moron",
    "idiot",
    "loser",
    "stupid",
    "bum",
    "sex",
    "rape",
    "kill yourself",
    "дурак",
    "сор",
    "тъпак",
    "βλάκας",
    "バカ",
    "废物",
];

fn filter() -> Filter {
    rules(WordAction::Mask)
}

fn rules(action: WordAction) -> Filter {
    let rule = |words: &&str| Rule { words: (*words).to_owned(), action };
    Filter::compile(&WORDS.iter().map(rule).collect::<Vec<_>>())
}

fn masked(text: &str) -> String {
    match filter().look(text) {
        Verdict::Clean => text.to_owned(),
        Verdict::Masked(text) => text,
        Verdict::Held(_) | Verdict::Blocked => panic!("every rule masks"),
    }
}

#[test]
fn a_word_is_masked_and_nothing_beside_it() {
    assert_eq!(masked("You IDIOT, it is a sum."), "You *****, it is a sum.");
    assert_eq!(masked("(moron)"), "(*****)");
    assert_eq!(masked("Well, k i l l  yourself!"), "Well, * * * *  ********!");
    assert_eq!(masked("ты ду\u{301}рак."), "ты ******.");
}

#[test]
fn the_strongest_rule_says_what_becomes_of_a_text() {
    let rule = |words: &str, action| Rule { words: words.to_owned(), action };
    let filter = Filter::compile(&[
        rule("loser", WordAction::Block),
        rule("moron", WordAction::Hold),
        rule("idiot", WordAction::Mask),
    ]);
    assert_eq!(filter.look("moron, idiot"), Verdict::Held("moron, *****".to_owned()));
    assert_eq!(filter.look("moron, loser"), Verdict::Blocked);
    assert_eq!(filter.look("idiot"), Verdict::Masked("*****".to_owned()));
    assert_eq!(filter.look("idiot and loser"), Verdict::Blocked);
    assert_eq!(filter.look("neither"), Verdict::Clean);
    assert_eq!(filter.masks_all("Loser Luis").as_deref(), Some("***** Luis"));
    assert_eq!(filter.masks_all("Luis"), None);
}

#[test]
fn a_rule_has_two_letters_and_80_characters_and_neither_one_nor_81() {
    assert_eq!(Rule::check("ab"), Ok(()));
    assert_eq!(Rule::check(&"a".repeat(80)), Ok(()));
    for (words, bad) in [("a", BadRule::TooShort), ("* b *", BadRule::TooShort), (&*"a".repeat(81), BadRule::TooLong)] {
        assert_eq!(Rule::check(words), Err(bad), "{words}");
    }
    let none = Filter::compile(&[Rule { words: "!".to_owned(), action: WordAction::Block }]);
    assert!(none.is_empty() && none == Filter::default());
}

#[test]
fn two_thousand_rules_hold_and_one_more_does_not() {
    let rule = |n: usize| Rule { words: format!("word{n}"), action: WordAction::Block };
    let filter = Filter::compile(&(0..=RULES_MAX).map(rule).collect::<Vec<_>>());
    assert_eq!(filter.look("word1999"), Verdict::Blocked);
    assert_eq!(filter.look("word2000"), Verdict::Clean);
}

#[test]
fn a_hit_says_which_rule_and_where() {
    let hits = filter().hits("an idiot, 1d10t");
    assert_eq!(
        hits.iter().map(|hit| (WORDS[hit.rule], hit.at.clone())).collect::<Vec<_>>(),
        [("idiot", 3..8), ("idiot", 10..15)]
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is measured is the machine's time")]
fn a_text_of_nothing_but_tricks_ends_within_milliseconds() {
    let filter = filter();
    let began = std::time::Instant::now();
    for text in ["aSs1\u{200b}$".repeat(400), "а\u{301}ss".repeat(500), "a s s ".repeat(333), "\u{fdfa}".repeat(2_000)]
    {
        let text: String = text.chars().take(2_000).collect();
        let _ = filter.look(&text);
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(1), "{:?}", began.elapsed());
}

/// What one look costs: `cargo test --release -p homeroom-machines --lib words -- --nocapture`.
#[test]
#[expect(clippy::disallowed_methods, reason = "what is measured is the machine's time")]
fn a_long_message_takes_less_than_a_millisecond() {
    let rule = |n: usize| Rule { words: format!("{}{n}", WORDS[n % WORDS.len()]), action: WordAction::Mask };
    let filter = Filter::compile(&(0..RULES_MAX).map(rule).collect::<Vec<_>>());
    let latin: String = innocent::LINES.join(" ").chars().filter(char::is_ascii).take(2_000).collect();
    let mixed: String = innocent::LINES.join(" ").chars().rev().take(2_000).collect();
    for (what, text) in [("short", "Is the Dead Sea a sea?"), ("long", &*latin), ("long, foreign", &*mixed)] {
        let began = std::time::Instant::now();
        (0..50).for_each(|_| drop(filter.look(text)));
        let each = began.elapsed() / 50;
        println!("{what}: {each:?} with {RULES_MAX} rules");
        assert!(each < std::time::Duration::from_millis(if cfg!(debug_assertions) { 50 } else { 1 }), "{each:?}");
    }
}
