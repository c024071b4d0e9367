//! The codes of the refusals for people: `ops/ERROR_CODES.md`, and the same as the page at `/errors`, which the `type` of
//! a problem leads to.

use crate::refusal::{Code, Retry};

/// The class of a retry as the table names it, and what to do.
pub(super) const fn advice(retry: Retry) -> (&'static str, &'static str) {
    match retry {
        Retry::Never => ("never", "Do not send the same again: it will be refused again."),
        Retry::Later => {
            ("later", "Send the same again, with the same id or key, after `retry_after_ms` (or a second).")
        }
        Retry::Person => ("person", "Tell the person what is in the way; send again once they changed or decided it."),
        Retry::SignIn => ("sign_in", "Sign in again, then send the same."),
        Retry::JoinAgain => ("join_again", "Join the class again (`POST /v1/join`), then go on from there."),
    }
}

/// `ops/ERROR_CODES.md`.
pub(super) fn markdown() -> String {
    let mut text = String::from(
        "# Error codes\n\n\
         Generated from `protocol/src/refusal.rs` by `cargo xtask generate`; do not edit. Every answer that is not 2xx \
         or 3xx, and every `refused` frame, holds a problem (RFC 9457) whose `code` is one of these and whose `type` is \
         `/errors#code`. Decide by `code`, never by `title` or `detail`; quote `trace_id` to support.\n\n\
         | code | status | retry | sentence |\n|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let (retry, _) = advice(code.retry());
        text.push_str(&format!("| [{code}](#{code}) | {} | {retry} | {} |\n", code.status(), code.title()));
    }
    for code in Code::ALL {
        let (retry, todo) = advice(code.retry());
        text.push_str(&format!(
            "\n<a id=\"{code}\"></a>\n## {code}\n\n{}\n\nStatus {}, retry {retry}. {todo}\n",
            code.title(),
            code.status()
        ));
    }
    text
}

/// The page at `/errors`: plain HTML without scripts or styles, so that it passes any content policy.
#[must_use]
pub fn page() -> String {
    let mut text = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Error codes</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\n<body>\n<main>\n<h1>Error codes</h1>\n",
    );
    for code in Code::ALL {
        let (retry, todo) = advice(code.retry());
        text.push_str(&format!(
            "<section id=\"{code}\">\n<h2>{code}</h2>\n<p>{}</p>\n<p>Status {}, retry {retry}. {}</p>\n</section>\n",
            code.title(),
            code.status(),
            todo.replace('`', "")
        ));
    }
    text.push_str("</main>\n</body>\n</html>\n");
    text
}
