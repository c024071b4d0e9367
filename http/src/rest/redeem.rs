//! `POST /v1/auth/magic-link/redeem`: signs in with the secret of a one-use link, or with the code that came with it.
//!
//! What a mail brought is good in the browser that asked for it; elsewhere it is refused and not used up, so a scanner
//! that opens the link, runs the page and submits it neither gets in nor keeps its reader out. Links that no mail brought
//! are those of the demo world, which are printed where it runs and good for whoever comes first.

use homeroom_actors::kit::entropy;
use homeroom_mail::EmailAddress;
use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::auth::Redeem;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::accounts::Called;
use homeroom_storage::sign_in_requests::{self, BySecret, Proven, Tried};
use homeroom_storage::{links, sign_ins};
use hyper::header::SET_COOKIE;
use sha2::{Digest, Sha256};

use super::signed_in::{self, Signed};
use crate::app::Shared;
use crate::browser::{self, Browser};
use crate::call::Call;
use crate::reply::{self, Answer};
use crate::{body, code};

/// What a class calls somebody whose address gives no name.
const NAMELESS: &str = "Student";

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let Call { shared, parts, body, .. } = call;
    let redeem: Redeem = body::parse(&body::read(&parts.headers, body).await?, &[])?;
    let browser = Browser::of(&parts.headers);
    let now = shared.clock.now();
    let signed = match (redeem.secret, redeem.code) {
        (Some(secret), None) => by_secret(&shared, &secret, browser, now).await?,
        (None, Some(text)) => by_code(&shared, &text, browser, now).await?,
        (None, None) => return Err(Refusal::new(Code::Invalid).field("/secret", "missing")),
        (Some(_), Some(_)) => return Err(Refusal::new(Code::Invalid).field("/code", "one_too_many")),
    };
    let mut answer = signed_in::answer(&shared, signed)?;
    answer.headers_mut().append(SET_COOKIE, browser::gone());
    Ok(answer)
}

async fn by_secret(shared: &Shared, secret: &str, browser: Option<Browser>, now: Timestamp) -> Result<Signed, Refusal> {
    // Only the hash of a secret is stored, so a copy of the table opens nothing.
    let hash = Sha256::digest(secret.as_bytes()).into();
    // No browser has this hash, whatever its id.
    let browser_hash = browser.map_or([0; 32], |browser| browser.hash());
    match sign_in_requests::by_secret(&shared.store, hash, browser_hash, now).await.map_err(reply::store)? {
        BySecret::Proven(proven) => by_mail(shared, &proven, "link", now).await,
        BySecret::OtherBrowser => Err(Code::OtherBrowser.into()),
        BySecret::Spent => Err(Code::LinkRefused.into()),
        BySecret::Unknown => {
            let link = links::redeem(&shared.store, hash, now).await.map_err(reply::store)?;
            let link = link.ok_or(Refusal::new(Code::LinkRefused))?;
            let sign_in = SignInId(entropy::uuid_v7(now));
            if !sign_ins::begin(&shared.store, sign_in, link.account, now).await.map_err(reply::store)? {
                return Err(Code::LinkRefused.into());
            }
            Ok(signed((link.account, sign_in), link.called, link.session))
        }
    }
}

async fn by_code(shared: &Shared, text: &str, browser: Option<Browser>, now: Timestamp) -> Result<Signed, Refusal> {
    let no_code = || Refusal::new(Code::Invalid).field("/code", "not_code");
    let typed = code::Code::typed(text).ok_or_else(no_code)?;
    let browser = browser.ok_or(Refusal::new(Code::LinkRefused))?;
    let tried = sign_in_requests::count_try(&shared.store, browser.hash(), now).await.map_err(reply::store)?;
    match tried.iter().find(|tried| shared.codes.fits(tried.proven.id, &typed, &tried.code_hash)) {
        Some(right) => by_mail(shared, &right.proven, "code", now).await,
        None => Err(wrong(&tried)),
    }
}

/// Says how many tries are left, or that nothing is open here (any more).
fn wrong(tried: &[Tried]) -> Refusal {
    match tried.iter().map(|tried| tried.tries_left).max() {
        None => Refusal::new(Code::LinkRefused),
        Some(0) => Refusal::new(Code::CodeWrong).detail("No tries left. Ask for a new mail."),
        Some(1) => Refusal::new(Code::CodeWrong).detail("1 try left."),
        Some(left) => Refusal::new(Code::CodeWrong).detail(format!("{left} tries left.")),
    }
}

async fn by_mail(shared: &Shared, proven: &Proven, how: &'static str, now: Timestamp) -> Result<Signed, Refusal> {
    let (sign_in, fresh) = (SignInId(entropy::uuid_v7(now)), PersonId(entropy::uuid_v7(now)));
    let name = proven.email.parse::<EmailAddress>().map(|email| email.first_name()).unwrap_or_default();
    let name = if name.is_empty() { NAMELESS } else { &name };
    let redeemed = sign_in_requests::redeem(&shared.store, proven, sign_in, (fresh, name), now).await;
    let redeemed = redeemed.map_err(reply::store)?.ok_or(Refusal::new(Code::LinkRefused))?;
    tracing::info!(
        person.id = %redeemed.person, sign_in.id = %sign_in, sign_in.by = how, account.fresh = redeemed.person == fresh,
        "somebody signed in by mail"
    );
    Ok(signed((redeemed.person, sign_in), redeemed.called, redeemed.session))
}

fn signed((person, sign_in): (PersonId, SignInId), called: Called, session_id: Option<SessionId>) -> Signed {
    Signed { principal: Principal { person, sign_in }, generation: 0, called, session_id }
}
