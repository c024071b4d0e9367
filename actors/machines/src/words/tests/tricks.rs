//! What people write to get a word past a filter.

use super::{Verdict, filter};

const TRICKS: &[&str] = &[
    // As it is, in any case, beside any mark.
    "idiot",
    "IDIOT!",
    "you\u{a0}idiot",
    "»idiot«",
    "you_idiot_you",
    "...moron...",
    "kill  yourself",
    "KILL-YOURSELF",
    // Marks and what is not seen.
    "ídíöt",
    "i\u{300}d\u{301}i\u{302}ot",
    "id\u{200b}iot",
    "i\u{ad}d\u{ad}i\u{ad}o\u{ad}t",
    "mo\u{2060}ron",
    "m\u{fe0f}oron",
    // Signs, marks and spaces between letters.
    "i.d.i.o.t",
    "i d i o t",
    "i-d-i-o-t",
    "i*d*i*o*t",
    "id*iot",
    "mo_ron",
    "i.diot",
    "m o r o n!",
    "l  o  s  e  r",
    "p.e.n.i.s",
    "you i d i o t you",
    "a.s.s",
    "k-i-l-l yourself",
    "s t u p i d",
    // Digits and signs for letters.
    "1d10t",
    "id!ot",
    "m0r0n",
    "l0$er",
    "h3ll",
    "h3l1",
    "@ss",
    "@n@l",
    "stup1d",
    "|diot",
    "a$$",
    "c0ck",
    // Letters drawn out.
    "idiooooot",
    "mooooron",
    "asssss",
    "stuuuuupid",
    "what an idioooot",
    // Letters that look alike.
    "іdіоt",
    "mоrоn",
    "Ⅰdiot",
    "ｉｄｉｏｔ",
    "𝓲𝓭𝓲𝓸𝓽",
    "𝔪𝔬𝔯𝔬𝔫",
    "ⓘⓓⓘⓞⓣ",
    "🅸🅳🅸🅾🆃",
    "🇮🇩🇮🇴🇹",
    "ıdıot",
    "ΙDΙΟΤ",
    "ѕtuріd",
    "репis and penіs",
    "соcк and cосk",
    "lоѕеr",
    "ｍｏｒｏｎ",
    // Other alphabets.
    "Дурак",
    "ДУРАК",
    "д у р а к",
    "дypaк",
    "дурáк",
    "д.у.р.а.к",
    "Тъпак!",
    "βλακας",
    "ΒΛΆΚΑΣ",
    "お前はバカだ",
    "你是废物吗",
];

/// What is known to pass, and why it does.
const MISSED: &[&str] = &[
    // Parted as innocent words are: `pen is`, `cum laude`.
    "mo ron",
    // Parts of words.
    "idiotic",
    "xxidiotxx",
    // Drawn out and spelled out at once.
    "i d i o o o t",
    // What the writer has masked is masked.
    "id**t",
];

#[test]
fn of_the_tricks_none_gets_through() {
    let filter = filter();
    let through: Vec<_> = TRICKS.iter().filter(|text| filter.look(text) == Verdict::Clean).collect();
    assert_eq!(through, Vec::<&&str>::new(), "{} of {}", through.len(), TRICKS.len());
}

#[test]
fn what_is_known_to_pass_passes() {
    let filter = filter();
    let caught: Vec<_> = MISSED.iter().filter(|text| filter.look(text) != Verdict::Clean).collect();
    assert_eq!(caught, Vec::<&&str>::new());
}
