//! The pages, or the word that they were not built.

use homeroom_http::Settings;

use crate::world::world_with;

#[tokio::test]
async fn the_page_is_served_for_itself_and_for_every_class_under_a_strict_policy() {
    let settings = Settings { media_url: Some("ws://127.0.0.1:7880".into()), ..Settings::default() };
    let world = world_with(settings).await;
    for path in ["/", "/class/01936b6e-8f3a-7c11-9d2e-3f4a5b6c7d8e"] {
        let answer = world.get(path).header("accept-encoding", "br").send().await;
        if answer.status == 503 {
            assert!(answer.text().starts_with("The pages have not been built."));
            continue;
        }
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert_eq!((answer.header("content-encoding"), answer.header("cache-control")), (Some("br"), Some("no-cache")));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("connect-src 'self' ws://127.0.0.1:7880 http://127.0.0.1:7880;"));
        assert!(answer.header("permissions-policy").unwrap().contains("camera=(self)"));
        let tag = answer.header("etag").unwrap();
        let known = world.get(path).header("if-none-match", tag).send().await;
        assert_eq!((known.status, known.body.len()), (304, 0));
        let plain = world.get(path).send().await.text();
        let script = plain.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
        let asset = world.get(script).send().await;
        assert_eq!((asset.status, asset.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
}

#[tokio::test]
async fn a_person_at_an_unknown_address_gets_a_page_and_a_program_gets_a_problem() {
    let world = world_with(Settings::default()).await;
    let person = world.get("/clas").header("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8").send().await;
    if person.status != 503 {
        assert_eq!((person.status, person.header("content-type")), (404, Some("text/html; charset=utf-8")));
        assert!(person.header("content-security-policy").is_some());
    }
    for (path, accept) in [("/clas", "*/*"), ("/v1/nothing", "text/html"), ("/clas", "application/json")] {
        let program = world.get(path).header("accept", accept).send().await;
        assert_eq!((program.status, program.header("content-type")), (404, Some("application/problem+json")), "{path}");
    }
}
