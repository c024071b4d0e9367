//! Signing in by mail: who may redeem what a mail brought, how often, how long, and from where.

use std::time::Duration;

use homeroom_http::limits::MAGIC_LINKS_MAX;
use homeroom_http::{Network, Settings};
use homeroom_mail::Letter;
use homeroom_protocol::ids::PersonId;
use homeroom_storage::sign_in_requests::{self, CODE_TRIES_MAX, REQUEST_LIFE};
use serde_json::json;

use crate::world::{Answer, Ask, World, world, world_with};

const MILLI: Duration = Duration::from_millis(1);
const BROWSER: &str = "__Host-homeroom_browser";
const EMAIL: &str = "ines.duarte@example.org";

/// What a browser has after it asked: its cookie, and the mail it asked for.
struct Asked {
    cookie: String,
    mail: Letter,
}

impl Asked {
    fn secret(&self) -> String {
        secret(&self.mail)
    }

    fn code(&self) -> String {
        let line = self.mail.text.lines().find_map(|line| line.strip_prefix("Your code:"));
        line.unwrap().trim().to_owned()
    }

    /// A code that is not in the mail.
    fn other_code(&self) -> String {
        let code: u32 = self.code().replace(' ', "").parse().unwrap();
        format!("{:06}", (code + 1) % 1_000_000)
    }
}

fn link(mail: &Letter) -> &str {
    mail.text.lines().find(|line| line.starts_with("http")).unwrap()
}

fn secret(mail: &Letter) -> String {
    link(mail).split_once("#link=").unwrap().1.to_owned()
}

/// The value of a cookie that an answer sets.
fn set(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer.headers("set-cookie");
    let pair = cookies.iter().find_map(|cookie| cookie.split(';').next()?.strip_prefix(&format!("{name}=")));
    pair.map(str::to_owned)
}

fn request(world: &World, email: &str) -> Ask {
    world.post("/v1/auth/magic-link").json(&json!({ "email": email }))
}

async fn newest(world: &World) -> Letter {
    assert!(world.postman.finish(Duration::from_secs(10)).await);
    world.postman.mailer().outbox().unwrap().letters().remove(0)
}

async fn asked(world: &World) -> Asked {
    let answer = request(world, EMAIL).send().await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    Asked { cookie: set(&answer, BROWSER).unwrap(), mail: newest(world).await }
}

async fn present(world: &World, body: serde_json::Value, cookie: Option<&str>) -> Answer {
    let ask = world.post("/v1/auth/magic-link/redeem");
    let ask = match cookie {
        Some(cookie) => ask.header("cookie", &format!("{BROWSER}={cookie}")),
        None => ask,
    };
    ask.json(&body).send().await
}

impl World {
    /// Somebody who signed in by mail: their access token and account.
    pub(crate) async fn signed_in_by_mail(&self, email: &str) -> (String, PersonId) {
        let answer = request(self, email).send().await;
        let asked = Asked { cookie: set(&answer, BROWSER).unwrap(), mail: newest(self).await };
        let signed_in = present(self, by_secret(&asked), Some(&asked.cookie)).await.json();
        let account = signed_in["account"]["id"].as_str().unwrap().parse().unwrap();
        (signed_in["access_token"].as_str().unwrap().to_owned(), account)
    }
}

fn by_secret(asked: &Asked) -> serde_json::Value {
    json!({ "secret": asked.secret() })
}

fn by_code(code: &str) -> serde_json::Value {
    json!({ "code": code })
}

#[tokio::test]
async fn a_link_signs_in_the_browser_that_asked_once() {
    let world = world().await;
    let asked = asked(&world).await;
    let answer = present(&world, by_secret(&asked), Some(&asked.cookie)).await;
    assert_eq!((answer.status, &answer.json()["account"]["name"]), (200, &json!("Ines")), "{}", answer.text());
    assert!(set(&answer, "__Host-homeroom_refresh").is_some_and(|token| !token.is_empty()));
    assert_eq!(set(&answer, BROWSER).as_deref(), Some(""), "the id of the browser is of no more use");
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(world.get("/v1/me").token(&token).send().await.status, 200);
    let again = present(&world, by_secret(&asked), Some(&asked.cookie)).await;
    assert_eq!(again.no(), (401, "link_refused".into()));
    let by_code = present(&world, by_code(&asked.code()), Some(&asked.cookie)).await;
    assert_eq!(by_code.no(), (401, "link_refused".into()), "the code went with the link");
}

#[tokio::test]
async fn a_code_signs_in_the_browser_that_asked_once_and_comes_back_to_the_same_account() {
    let world = world().await;
    let first = asked(&world).await;
    let elsewhere = asked(&world).await;
    assert_ne!(first.cookie, elsewhere.cookie);
    for cookie in [None, Some(elsewhere.cookie.as_str()), Some("AAAA")] {
        let answer = present(&world, by_code(&first.code()), cookie).await;
        assert!([401, 422].contains(&answer.status), "{}", answer.text());
    }
    let answer = present(&world, by_code(&first.code()), Some(&first.cookie)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let account = answer.json()["account"]["id"].clone();
    assert_eq!(present(&world, by_code(&first.code()), Some(&first.cookie)).await.no().1, "link_refused");
    let again = present(&world, by_secret(&elsewhere), Some(&elsewhere.cookie)).await;
    assert_eq!((again.status, &again.json()["account"]["id"]), (200, &account), "one address is one account");
}

#[tokio::test]
async fn a_link_leads_to_the_class_it_was_asked_for_on_the_host_it_was_asked_at() {
    let world = world().await;
    let body = json!({ "email": EMAIL, "session_id": world.session });
    let answer = world.post("/v1/auth/magic-link").json(&body).send().await;
    let mail = newest(&world).await;
    let begin = format!("http://{}/class/{}#link=", world.address, world.session);
    assert!(link(&mail).starts_with(&begin), "{}", link(&mail));
    let cookie = set(&answer, BROWSER).unwrap();
    let signed_in = present(&world, json!({ "secret": secret(&mail) }), Some(&cookie)).await;
    assert_eq!(signed_in.json()["session_id"], json!(world.session));
}

#[tokio::test]
async fn a_link_and_a_code_are_good_to_their_last_millisecond() {
    for last in [true, false] {
        let world = world().await;
        let asked = asked(&world).await;
        world.clock.crank(REQUEST_LIFE - MILLI);
        if last {
            assert_eq!(present(&world, by_code(&asked.code()), Some(&asked.cookie)).await.status, 200);
            continue;
        }
        world.clock.crank(MILLI);
        for body in [by_secret(&asked), by_code(&asked.code())] {
            assert_eq!(present(&world, body, Some(&asked.cookie)).await.no(), (401, "link_refused".into()));
        }
    }
}

#[tokio::test]
async fn a_scanner_that_gets_and_heads_the_link_burns_nothing() {
    let world = world().await;
    let asked = asked(&world).await;
    let path = link(&asked.mail).strip_prefix(&format!("http://{}", world.address)).unwrap().to_owned();
    for method in ["GET", "HEAD"] {
        // With the fragment cut off, as clients do, and with it in the path or the query, as some scanners do.
        for path in ["/".to_owned(), path.replace("/#", "/%23"), path.replace("/#", "/?")] {
            Ask::new(world.address, method, &path).send().await;
        }
        for path in ["/v1/auth/magic-link/redeem", "/v1/auth/magic-link"] {
            assert_eq!(Ask::new(world.address, method, path).send().await.status, 405);
        }
    }
    assert_eq!(present(&world, by_secret(&asked), Some(&asked.cookie)).await.status, 200);
}

#[tokio::test]
async fn a_scanner_that_runs_the_page_and_submits_it_from_elsewhere_neither_gets_in_nor_burns_it() {
    let world = world().await;
    let asked = asked(&world).await;
    // A scanner's browser: first without a cookie, then with one of its own, because it asked for a mail as well.
    let own = set(&request(&world, "scanner@example.org").send().await, BROWSER).unwrap();
    for cookie in [None, Some(own.as_str()), Some(""), Some("AAAA")] {
        let answer = present(&world, by_secret(&asked), cookie).await;
        assert_eq!(answer.no(), (403, "other_browser".into()));
        assert!(answer.headers("set-cookie").is_empty(), "it gets nothing to sign in with");
        let answer = present(&world, by_code(&asked.code()), cookie).await;
        assert!(matches!(answer.no().1.as_str(), "link_refused" | "code_wrong"), "{}", answer.text());
    }
    assert_eq!(present(&world, by_secret(&asked), Some(&asked.cookie)).await.status, 200);
}

#[tokio::test]
async fn a_scanner_that_sends_what_is_no_request_of_the_page_burns_nothing() {
    let world = world().await;
    let asked = asked(&world).await;
    let cookie = format!("{BROWSER}={}", asked.cookie);
    let redeem = || world.post("/v1/auth/magic-link/redeem").header("cookie", &cookie);
    let form = redeem().header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.body(format!("secret={}", asked.secret()).into_bytes()).send().await.status, 415);
    let from_elsewhere = redeem().header("origin", "https://scanner.example").json(&by_secret(&asked));
    assert_eq!(from_elsewhere.send().await.no(), (403, "wrong_origin".into()));
    let both = json!({ "secret": asked.secret(), "code": asked.code() });
    assert_eq!(redeem().json(&both).send().await.no(), (422, "invalid".into()));
    assert_eq!(redeem().json(&json!({})).send().await.json()["errors"][0]["pointer"], "/secret");
    assert_eq!(redeem().json(&by_secret(&asked)).send().await.status, 200);
}

#[tokio::test]
async fn a_wrong_code_says_how_many_tries_are_left_and_after_the_last_only_the_link_is_good() {
    let world = world().await;
    let asked = asked(&world).await;
    assert_eq!(present(&world, by_code("40711"), Some(&asked.cookie)).await.no(), (422, "invalid".into()));
    for left in ["4 tries left.", "3 tries left.", "2 tries left.", "1 try left.", "No tries left. Ask for a new mail."]
    {
        let answer = present(&world, by_code(&asked.other_code()), Some(&asked.cookie)).await;
        assert_eq!((answer.no(), answer.json()["detail"].as_str()), ((422, "code_wrong".into()), Some(left)));
    }
    let right = present(&world, by_code(&asked.code()), Some(&asked.cookie)).await;
    assert_eq!(right.no(), (401, "link_refused".into()), "{CODE_TRIES_MAX} tries and not one more");
    assert_eq!(present(&world, by_secret(&asked), Some(&asked.cookie)).await.status, 200);
}

#[tokio::test]
async fn a_second_mail_leaves_the_first_one_good_in_the_same_browser() {
    let world = world().await;
    let first = asked(&world).await;
    let cookie = format!("{BROWSER}={}", first.cookie);
    let again = request(&world, " Ines.Duarte@EXAMPLE.org").header("cookie", &cookie);
    let second = set(&again.send().await, BROWSER);
    assert_eq!(second.as_deref(), Some(first.cookie.as_str()), "it is the same browser");
    newest(&world).await;
    assert_eq!(present(&world, by_code(&first.code()), Some(&first.cookie)).await.status, 200);
}

#[tokio::test]
async fn the_answer_is_the_same_whether_anybody_has_the_address() {
    let world = world().await;
    let known = asked(&world).await;
    assert_eq!(present(&world, by_secret(&known), Some(&known.cookie)).await.status, 200);
    let (known, unknown) = (request(&world, EMAIL).send().await, request(&world, "nobody@example.org").send().await);
    assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
    let expires = known.json()["expires_at"].as_str().unwrap().to_owned();
    assert_eq!(expires, world.clock.now().plus(REQUEST_LIFE).to_string());
    // What takes time is the same too: one row for each, and one mail.
    assert!(world.postman.finish(Duration::from_secs(10)).await);
    assert_eq!(world.postman.mailer().outbox().unwrap().letters().len(), 3);
}

#[tokio::test]
async fn what_is_no_address_is_told_so() {
    let world = world().await;
    for email in ["", "ines", "ines@example", "ines@example.org\r\nBcc: tom@example.org"] {
        let answer = request(&world, email).send().await;
        assert_eq!((answer.no(), &answer.json()["errors"][0]["pointer"]), ((422, "invalid".into()), &json!("/email")));
    }
    let missing = world.post("/v1/auth/magic-link").json(&json!({})).send().await;
    assert_eq!(missing.no(), (422, "invalid".into()));
}

/// A server behind a proxy on this machine, so that a test comes from wherever it says.
async fn proxied() -> World {
    let proxy: Network = "127.0.0.1".parse().unwrap();
    world_with(Settings { trusted_proxies: vec![proxy], ..Settings::default() }).await
}

#[tokio::test]
async fn l9_ten_mails_a_minute_go_to_one_address_and_not_one_more_wherever_they_are_asked_from() {
    let world = proxied().await;
    let from = |n: usize, email: &str| request(&world, email).header("x-forwarded-for", &format!("198.51.100.{n}"));
    for n in 0..MAGIC_LINKS_MAX {
        assert_eq!(from(n, EMAIL).send().await.status, 202);
    }
    world.clock.crank(Duration::from_secs(15));
    let answer = from(100, &EMAIL.to_uppercase()).send().await;
    assert_eq!((answer.no(), answer.header("retry-after")), ((429, "too_often".into()), Some("45")));
    assert_eq!(answer.json()["retry_after_ms"], 45_000);
    assert_eq!(from(100, "tom@example.org").send().await.status, 202);
    world.clock.crank(Duration::from_secs(45));
    assert_eq!(from(100, EMAIL).send().await.status, 202);
}

#[tokio::test]
async fn l9_ten_mails_a_minute_are_asked_for_from_one_address_and_not_one_more_whoever_they_are_to() {
    let world = proxied().await;
    let from = |address: &str, n: usize| {
        request(&world, &format!("student-{n}@example.org")).header("x-forwarded-for", address)
    };
    for n in 0..MAGIC_LINKS_MAX {
        assert_eq!(from(&format!("2001:db8::{n:x}"), n).send().await.status, 202);
    }
    let answer = from("2001:db8::ffff:1", 77).send().await;
    assert_eq!(answer.no(), (429, "too_often".into()), "one customer has all of a /64");
    assert!(answer.headers("set-cookie").is_empty());
    assert_eq!(from("2001:db8:0:1::1", 77).send().await.status, 202);
    assert_eq!(from("203.0.113.9", 78).send().await.status, 202);
}

#[tokio::test]
async fn l9_a_sign_in_refreshes_thirty_times_a_minute_and_not_one_more() {
    let world = world().await;
    let (_, mut cookie) = world.student("Mila").await;
    for _ in 0..30 {
        let answer = world.post("/v1/auth/refresh").cookie(&cookie).json(&json!({})).send().await;
        assert_eq!(answer.status, 200);
        cookie = answer.cookie();
    }
    let answer = world.post("/v1/auth/refresh").cookie(&cookie).json(&json!({})).send().await;
    assert_eq!(answer.no(), (429, "too_often".into()));
    world.clock.crank(Duration::from_secs(60));
    assert_eq!(world.post("/v1/auth/refresh").cookie(&cookie).json(&json!({})).send().await.status, 200);
}

#[tokio::test]
async fn no_other_site_gets_a_browser_to_ask_for_a_mail() {
    let world = world().await;
    let answer = request(&world, EMAIL).header("origin", "https://evil.example").send().await;
    assert_eq!(answer.no(), (403, "wrong_origin".into()));
}

#[tokio::test]
async fn the_outbox_is_for_this_machine_under_its_own_name() {
    let world = proxied().await;
    asked(&world).await;
    let page = world.get("/outbox").send().await;
    assert!(page.status == 200 && page.text().contains(EMAIL), "{}", page.text());
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let list = world.get("/outbox").header("accept", "application/json").send().await;
    assert_eq!(list.json()[0]["to"], json!(EMAIL));
    let outside = world.get("/outbox").header("x-forwarded-for", "198.51.100.7").send().await;
    assert_eq!(outside.no(), (404, "not_found".into()));
    let rebound = Ask::for_host(world.address, "GET", "/outbox", "evil.example").send().await;
    assert_eq!(rebound.no(), (404, "not_found".into()));
    // Where the links lead is chosen by the host that is asked for, so no foreign one may be.
    let body = json!({ "email": EMAIL });
    let rebound = Ask::for_host(world.address, "POST", "/v1/auth/magic-link", "evil.example").json(&body).send().await;
    assert_eq!(rebound.no(), (503, "unavailable".into()));
}

#[tokio::test]
async fn a_disabled_account_gets_a_mail_like_everybody_and_no_sign_in() {
    let world = world().await;
    let first = asked(&world).await;
    let account = present(&world, by_secret(&first), Some(&first.cookie)).await.json()["account"]["id"].clone();
    let person = serde_json::from_value(account).unwrap();
    world.disable(person).await;
    let second = asked(&world).await;
    for body in [by_code(&second.code()), by_secret(&second)] {
        assert_eq!(present(&world, body, Some(&second.cookie)).await.no(), (401, "link_refused".into()));
    }
}

#[tokio::test]
async fn an_address_that_has_an_account_signs_in_as_it() {
    let world = world().await;
    let (_, _) = world.student("Mila").await;
    let mila = homeroom_protocol::ids::PersonId(homeroom_actors::kit::entropy::uuid_v7(world.clock.now()));
    homeroom_storage::accounts::put(world.store(), mila, "Mila P.").await.unwrap();
    sign_in_requests::give_email(world.store(), EMAIL, mila).await.unwrap();
    let asked = asked(&world).await;
    let answer = present(&world, by_code(&asked.code()), Some(&asked.cookie)).await;
    assert_eq!(answer.json()["account"], json!({ "id": mila, "name": "Mila P." }));
}
