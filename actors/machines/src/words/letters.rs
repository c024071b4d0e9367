//! The letters of a text, and the ways in which they can be read.
//!
//! Every text is read plainly: without case, without marks on letters, without what is not seen at all. Where there is
//! reason to, it is read in further ways: letters of another alphabet as those they look like, digits and signs as the
//! letters they stand for, letters drawn out as if written once or twice.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_security::skeleton;

use super::gaps::Gap;

/// How often a letter has to stand in a row to be called drawn out: no language of ours writes one three times.
const DRAWN_OUT: usize = 3;

/// One letter or digit, as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Letter {
    pub(super) read: char,
    /// Where it stands in the text, in bytes.
    pub(super) from: usize,
    pub(super) to: usize,
    /// What stands between it and the letter before.
    pub(super) gap: Gap,
}

/// A text as it is read in one way.
pub(super) struct Lettered {
    pub(super) text: String,
    pub(super) letters: Vec<Letter>,
    /// Where each letter begins in `text`, and its end.
    starts: Vec<usize>,
}

impl Lettered {
    fn new(letters: Vec<Letter>) -> Self {
        let mut text = String::with_capacity(letters.len());
        let mut starts = Vec::with_capacity(letters.len() + 1);
        for letter in &letters {
            starts.push(text.len());
            text.push(letter.read);
        }
        starts.push(text.len());
        Self { text, letters, starts }
    }

    /// Which letter begins at a byte of `text`; at its end, how many there are.
    pub(super) fn letter_at(&self, byte: usize) -> Option<usize> {
        self.starts.binary_search(&byte).ok()
    }
}

/// How signs and foreign letters are read.
struct Way<'a> {
    /// What a one, a bar or an exclamation mark stands for, where digits and signs stand for letters.
    one: Option<char>,
    /// Which letters are read as Latin ones, where any are.
    alike: Option<&'a Alike>,
}

/// The letters of a text that look like Latin ones, each looked up once.
struct Alike {
    latin: BTreeMap<char, (char, Script)>,
    /// The alphabets that the text is written in: those with a letter in it that looks like no Latin one. In a word of such
    /// an alphabet alone nothing is read as Latin.
    home: Vec<Script>,
}

impl Alike {
    fn of(text: &str) -> Self {
        let foreign = |c: &char| !c.is_ascii() && c.is_alphabetic() && !is_combining_mark(*c);
        let letters: BTreeSet<char> = text.nfkd().filter(foreign).collect();
        let (mut latin, mut home) = (BTreeMap::new(), Vec::new());
        for letter in letters {
            let script = letter.script();
            match looks_like(letter) {
                Some(like) => drop(latin.insert(letter, (like, script))),
                None if script != Script::Latin => home.push(script),
                None => {}
            }
        }
        Self { latin, home }
    }

    /// The Latin letter that a letter is read as, in a word with Latin ones or without.
    fn read(&self, letter: char, mixed: bool) -> Option<char> {
        let (like, script) = self.latin.get(&letter)?;
        (mixed || !self.home.contains(script)).then_some(*like)
    }
}

/// The ways to read a text that there is reason for.
pub(super) fn readings(text: &str) -> Vec<Lettered> {
    let plain = plain(text);
    let alike = (!text.is_ascii()).then(|| Alike::of(text));
    let mut ways = Vec::new();
    if alike.is_some() {
        ways.push(read(text, &Way { one: None, alike: alike.as_ref() }));
    }
    if text.chars().any(|c| stands_for(c, 'i').is_some()) {
        ways.push(read(text, &Way { one: Some('i'), alike: alike.as_ref() }));
        if text.contains(['1', '!', '|']) {
            ways.push(read(text, &Way { one: Some('l'), alike: alike.as_ref() }));
        }
    }
    ways.insert(0, plain);
    let shortened: Vec<_> = ways.iter().filter(|letters| is_drawn_out(letters)).collect();
    let shortened: Vec<_> = shortened.into_iter().flat_map(|one| [shorten(one, 1), shorten(one, 2)]).collect();
    ways.extend(shortened);
    ways.dedup();
    ways.into_iter().map(Lettered::new).collect()
}

/// A text read plainly.
pub(super) fn plain(text: &str) -> Vec<Letter> {
    read(text, &Way { one: None, alike: None })
}

/// The letters of a rule's words, word by word: as they are, and where they are of another alphabet also as the Latin ones
/// they look like, so that a mixture is found.
pub(super) fn of_rule(words: &str) -> Vec<(Vec<String>, bool)> {
    let away = Alike { home: Vec::new(), ..Alike::of(words) };
    let word = |way: &Way<'_>| -> Vec<String> {
        let parts = words.split_whitespace().map(|part| read(part, way).iter().map(|letter| letter.read).collect());
        parts.filter(|part: &String| !part.is_empty()).collect()
    };
    let plain = word(&Way { one: None, alike: None });
    let alike = word(&Way { one: None, alike: Some(&away) });
    let mut all = vec![(plain.clone(), false)];
    if alike != plain {
        all.push((alike, true));
    }
    all
}

fn read(text: &str, way: &Way<'_>) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    let (mut gap, mut at) = (Gap::None, 0);
    for chunk in text.split_inclusive(char::is_whitespace) {
        let mixed = way.alike.is_some() && chunk.nfkd().any(|c| c.is_ascii_alphabetic());
        for word in chunk.split_inclusive(parts_words) {
            let signs = way.one.filter(|_| spells_with_signs(word));
            let mut rest = word.chars().peekable();
            while let Some(c) = rest.next() {
                let (from, to) = (at, at + c.len_utf8());
                at = to;
                // A sentence ends with an exclamation mark; a word does not have one inside.
                let is_inside = c != '!' || rest.peek().is_some_and(|next| next.is_alphanumeric());
                let stands_for = signs.filter(|_| is_inside).and_then(|one| stands_for(c, one));
                let before = letters.len();
                if let Some(read) = stands_for {
                    letters.push(Letter { read, from, to, gap });
                } else if c.is_ascii_alphanumeric() {
                    letters.push(Letter { read: c.to_ascii_lowercase(), from, to, gap });
                } else if !c.is_ascii() {
                    let alike = |c: char| way.alike.and_then(|alike| alike.read(c, mixed));
                    unfold(c, alike, |read| {
                        let gap = if letters.len() == before { gap } else { Gap::None };
                        letters.push(Letter { read, from, to, gap });
                    });
                    if letters.len() == before && is_unseen(c) {
                        continue;
                    }
                }
                gap = if letters.len() > before { Gap::None } else { gap.max(Gap::of(c)) };
            }
        }
    }
    letters
}

/// What stands between words, and never for a letter.
fn parts_words(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && stands_for(c, 'i').is_none()
}

/// What a character that is not ASCII is read as: nothing, a letter, or several.
fn unfold(c: char, alike: impl Fn(char) -> Option<char>, mut push: impl FnMut(char)) {
    if let Some(boxed) = boxed(c) {
        push(boxed);
        return;
    }
    for part in std::iter::once(c).nfkd() {
        if part.is_ascii_alphanumeric() {
            push(part.to_ascii_lowercase());
        } else if part.is_alphanumeric() && !is_combining_mark(part) {
            match alike(part) {
                Some(latin) => push(latin),
                // As it is written at the end of a word.
                None if part == 'ς' => push('σ'),
                None => part.to_lowercase().filter(|c| !is_combining_mark(*c)).for_each(&mut push),
            }
        }
    }
}

/// The Latin letter or digit that a letter looks like, small or capital.
fn looks_like(c: char) -> Option<char> {
    let of = |c: char| {
        let mut buffer = [0; 4];
        let mut look = skeleton(c.encode_utf8(&mut buffer));
        let first = look.next().filter(char::is_ascii_alphanumeric)?;
        look.next().is_none().then(|| first.to_ascii_lowercase())
    };
    // The small letter first: a capital I looks like a small L.
    c.to_lowercase().next().and_then(of).or_else(|| of(c))
}

/// What a digit or sign stands for where it stands for a letter.
const fn stands_for(c: char, one: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        _ => return None,
    })
}

/// Whether digits and signs can be letters in a word: there are two letters at least and hardly more digits, or one letter
/// and no digit. `a55` is a cell of a table, `a$$` is not.
fn spells_with_signs(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let signs = word.chars().filter(|c| stands_for(*c, 'i').is_some()).count();
    signs > 0 && if digits == 0 { letters >= 1 } else { letters >= 2 && digits <= letters + 1 }
}

/// Letters in boxes, circles and of flags, which nothing decomposes.
fn boxed(c: char) -> Option<char> {
    let nth = [0x1F150, 0x1F170, 0x1F1E6].into_iter().find_map(|first| {
        let nth = u32::from(c).checked_sub(first)?;
        (nth < 26).then_some(nth)
    })?;
    char::from_u32(u32::from('a') + nth)
}

/// Whether nothing is to be seen of a character, so that it parts no letters.
fn is_unseen(c: char) -> bool {
    let mut buffer = [0; 4];
    is_combining_mark(c) || skeleton(c.encode_utf8(&mut buffer)).next().is_none()
}

fn is_drawn_out(letters: &[Letter]) -> bool {
    letters
        .windows(DRAWN_OUT)
        .any(|run| run.iter().all(|letter| run.first().is_some_and(|one| one.read == letter.read)))
}

/// Letters of which those that are drawn out stand `times`.
fn shorten(letters: &[Letter], times: usize) -> Vec<Letter> {
    let mut short: Vec<Letter> = Vec::with_capacity(letters.len());
    for run in letters.chunk_by(|one, next| one.read == next.read && next.gap == Gap::None) {
        let is_drawn_out = run.len() >= DRAWN_OUT && run.first().is_some_and(|one| one.read.is_alphabetic());
        let kept = if is_drawn_out { times } else { run.len() };
        short.extend(run.iter().take(kept).cloned());
        if let (Some(last), Some(end)) = (short.last_mut(), run.last()) {
            last.to = end.to;
        }
    }
    short
}
