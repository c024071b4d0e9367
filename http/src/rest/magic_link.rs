//! `POST /v1/auth/magic-link`: asks for a mail with a link and a code.
//!
//! The answer and the time it takes tell nothing of an address: asking looks at no account, it writes one row; the mail
//! is handed over afterwards, and to whom it was is found out when it is redeemed. The row is written before the answer,
//! so that a store that is away is told and not waited for in vain.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homeroom_actors::kit::entropy;
use homeroom_mail::{EmailAddress, Letter, SignIn};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::auth::{LinkAsked, MagicLink};
use homeroom_storage::sign_in_requests::{self, REQUEST_LIFE, RequestRow};
use hyper::StatusCode;
use hyper::header::SET_COOKIE;
use sha2::{Digest, Sha256};

use crate::browser::Browser;
use crate::call::Call;
use crate::limits::{MAIL_AGAIN_AFTER, MAIL_BUSY_AGAIN_AFTER_MS};
use crate::reply::{self, Answer};
use crate::{address, body, code};

/// Bytes of a link's secret: nobody guesses it.
const SECRET_BYTES: usize = 32;

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let now = call.shared.clock.now();
    call.shared.asked_from.take(address::counted(call.client()), now)?;
    let origin = call.shared.mail.as_ref().and_then(|mail| mail.origin(&call));
    let Call { shared, parts, body, .. } = call;
    let (Some(mail), Some(origin)) = (&shared.mail, origin) else {
        return Err(Refusal::new(Code::Unavailable).detail("This node sends no mail."));
    };
    let MagicLink { email, session_id } = body::parse(&body::read(&parts.headers, body).await?, &["email"])?;
    let no_address = |_| Refusal::new(Code::Invalid).field("/email", "not_email");
    let email: EmailAddress = email.parse().map_err(no_address)?;
    shared.asked_for.take(Sha256::digest(email.as_str()).into(), now)?;
    let busy = || Refusal::new(Code::Unavailable).retry_after_ms(MAIL_BUSY_AGAIN_AFTER_MS);
    let slot = mail.postman.slot().ok_or_else(busy)?;

    let (id, browser) = (entropy::uuid_v7(now), Browser::of(&parts.headers).unwrap_or_else(Browser::fresh));
    let (secret, code) = (URL_SAFE_NO_PAD.encode(entropy::bytes::<SECRET_BYTES>()), code::Code::fresh());
    let request = RequestRow {
        id,
        email: email.as_str().to_owned(),
        browser_hash: browser.hash(),
        secret_hash: Sha256::digest(&secret).into(),
        code_hash: shared.codes.hash(id, &code),
        session: session_id,
        asked_at: now,
    };
    sign_in_requests::put(&shared.store, &request).await.map_err(reply::store)?;
    let link = link(&origin, session_id, &secret);
    let sign_in = SignIn { link: &link, code: code.as_str(), good_for: REQUEST_LIFE };
    let letter = Letter::sign_in(id, email, &sign_in, now).map_err(|error| {
        tracing::error!(error = %error, "the mail of a sign-in could not be written");
        Refusal::new(Code::Broke)
    })?;
    slot.send(letter);
    let store = shared.store.clone();
    tokio::spawn(async move {
        if let Err(error) = sign_in_requests::forget(&store, now).await {
            tracing::debug!(error = %error, "old requests to sign in were not taken away; the next one tries again");
        }
    });

    let asked = LinkAsked { expires_at: now.plus(REQUEST_LIFE), again_at: now.plus(MAIL_AGAIN_AFTER) };
    let mut answer = reply::json(StatusCode::ACCEPTED, &asked)?;
    answer.headers_mut().insert(SET_COOKIE, browser.cookie());
    Ok(answer)
}

/// The secret is in the fragment, which browsers do not send and servers do not log.
fn link(origin: &str, session: Option<SessionId>, secret: &str) -> String {
    match session {
        Some(session) => format!("{origin}/class/{session}#link={secret}"),
        None => format!("{origin}/#link={secret}"),
    }
}
