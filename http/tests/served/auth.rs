//! Signing in, staying so, and out.

use std::time::Duration;

use homeroom_protocol::limits::ACCESS_TOKEN_LIFE;
use serde_json::json;

use crate::world::world;

const MILLI: Duration = Duration::from_millis(1);

#[tokio::test]
async fn a_link_signs_in_once_and_leads_to_its_class() {
    let world = world().await;
    let secret = world.link("Mila").await;
    let redeem = || world.post("/v1/auth/magic-link/redeem").json(&json!({"secret": secret}));
    let answer = redeem().send().await;
    assert_eq!(answer.status, 200);
    let set = answer.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-homeroom_refresh=") && set.ends_with("; Secure; HttpOnly; SameSite=Strict"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(
        (&answer.json()["account"]["name"], &answer.json()["session_id"]),
        (&json!("Mila"), &json!(world.session))
    );
    assert!(!answer.text().contains(&answer.cookie()), "the refresh token is in no body");
    assert_eq!(redeem().send().await.no(), (401, "link_refused".into()));
}

#[tokio::test]
async fn an_access_token_is_good_to_its_last_millisecond() {
    let world = world().await;
    let (token, _) = world.student("Mila").await;
    let me = world.get("/v1/me").token(&token).send().await;
    assert_eq!(
        (&me.json()["account"]["name"], &me.json()["classes"][0]["title"]),
        (&json!("Mila"), &json!("At the market"))
    );
    world.clock.crank(ACCESS_TOKEN_LIFE - MILLI);
    assert_eq!(world.get("/v1/me").token(&token).send().await.status, 200);
    world.clock.crank(MILLI);
    let answer = world.get("/v1/me").token(&token).send().await;
    assert_eq!((answer.no(), answer.header("www-authenticate")), ((401, "not_signed_in".into()), Some("Bearer")));
    assert_eq!(world.get("/v1/me").send().await.no(), (401, "not_signed_in".into()));
}

#[tokio::test]
async fn two_tabs_and_a_lost_answer_stay_signed_in_and_a_token_of_long_ago_ends_the_sign_in() {
    let world = world().await;
    let (_, first) = world.student("Mila").await;
    let refresh = |cookie: &str| world.post("/v1/auth/refresh").cookie(cookie).json(&json!({})).send();
    let (one, two) = tokio::join!(refresh(&first), refresh(&first));
    assert_eq!((one.status, two.status), (200, 200));
    let second = one.cookie();
    assert_eq!(second, two.cookie(), "both tabs share the one cookie");
    let third = refresh(&second).await;
    assert_eq!(third.status, 200);
    let token = third.json()["access_token"].as_str().unwrap().to_owned();
    world.clock.crank(Duration::from_secs(61));
    assert_eq!(refresh(&first).await.no(), (401, "sign_in_ended".into()));
    assert_eq!(refresh(&third.cookie()).await.no(), (401, "sign_in_ended".into()));
    assert_eq!(world.get("/v1/me").token(&token).send().await.no(), (401, "sign_in_ended".into()));
}

#[tokio::test]
async fn signing_out_takes_the_cookie_and_ends_the_token() {
    let world = world().await;
    let (token, cookie) = world.student("Mila").await;
    let answer = world.post("/v1/auth/sign-out").cookie(&cookie).send().await;
    assert_eq!((answer.status, answer.cookie()), (204, String::new()));
    assert_eq!(world.get("/v1/me").token(&token).send().await.no(), (401, "sign_in_ended".into()));
    assert_eq!(world.post("/v1/auth/refresh").cookie(&cookie).send().await.no(), (401, "sign_in_ended".into()));
    assert_eq!(world.post("/v1/auth/sign-out").send().await.no(), (401, "not_signed_in".into()));
}

#[tokio::test]
async fn no_other_site_gets_a_browser_to_ask() {
    let world = world().await;
    let (token, cookie) = world.student("Mila").await;
    for path in ["/v1/auth/magic-link/redeem", "/v1/auth/refresh", "/v1/auth/sign-out", "/v1/join"] {
        for origin in ["https://evil.example", "null", "http://127.0.0.1", &format!("https://{}", world.address)] {
            let ask = world.post(path).cookie(&cookie).token(&token).header("origin", origin).json(&json!({}));
            assert_eq!(ask.send().await.no(), (403, "wrong_origin".into()), "{path} {origin}");
        }
    }
    let own = world.post("/v1/auth/refresh").cookie(&cookie).header("origin", &format!("http://{}", world.address));
    assert_eq!(own.send().await.status, 200);
}

#[tokio::test]
async fn a_join_without_an_idempotency_key_is_told_so_and_with_one_it_is_repeated_not_doubled() {
    let world = world().await;
    let (token, _) = world.student("Mila").await;
    let join = || world.post("/v1/join").token(&token);
    let body = json!({"session_id": world.session});
    assert_eq!(join().json(&body).send().await.no(), (400, "idempotency_key_missing".into()));
    let first = join().header("idempotency-key", "one").json(&body).send().await;
    assert_eq!((first.status, &first.json()["outcome"]), (200, &json!("seated")), "{}", first.text());
    let again = join().header("idempotency-key", "one").json(&body).send().await;
    assert_eq!(first.json()["decision_id"], again.json()["decision_id"]);
    assert_ne!(first.json()["ticket"], again.json()["ticket"], "a ticket is never older than its answer");
    let other = json!({"session_id": world.session, "other_device": "take_over"});
    let reused = join().header("idempotency-key", "one").json(&other).send().await;
    assert_eq!(reused.no(), (422, "idempotency_key_reused".into()));
    let unknown = json!({"session_id": "01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e"});
    assert_eq!(join().header("idempotency-key", "two").json(&unknown).send().await.no(), (404, "not_found".into()));
}
