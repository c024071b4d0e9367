//! Every "no" is a problem, and what is for those who run the node stays with them.

use crate::world::{Ask, world};

#[tokio::test]
async fn what_is_not_there_is_a_problem_with_the_trace_of_its_answer() {
    let world = world().await;
    for path in ["/v1", "/v1/nothing", "/assets/nothing.js", "/class/a/b", "/v1/me/"] {
        let answer = world.get(path).send().await;
        assert_eq!(answer.no(), (404, "not_found".into()), "{path}");
        assert_eq!(answer.json()["trace_id"].as_str(), answer.header("x-request-id"));
        assert_eq!(answer.json()["type"], "/errors#not_found");
    }
}

#[tokio::test]
async fn another_method_is_405_and_says_which_there_are() {
    let world = world().await;
    for (method, path, allow) in
        [("GET", "/v1/join", "POST"), ("DELETE", "/v1/me", "GET, HEAD"), ("OPTIONS", "/v1/auth/refresh", "POST")]
    {
        let answer = Ask::new(world.address, method, path).send().await;
        assert_eq!((answer.no(), answer.header("allow")), ((405, "method_not_allowed".into()), Some(allow)));
    }
    let head = Ask::new(world.address, "HEAD", "/livez").send().await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn every_answer_forbids_to_be_sniffed_framed_and_cached() {
    let world = world().await;
    for path in ["/livez", "/v1/me", "/nothing"] {
        let answer = world.get(path).send().await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    }
}

#[tokio::test]
async fn metrics_are_on_the_internal_listener_only() {
    let world = world().await;
    assert_eq!(world.get("/metrics").send().await.no(), (404, "not_found".into()));
    assert_eq!(Ask::new(world.internal, "GET", "/metrics").send().await.status, 200);
}

#[tokio::test]
async fn the_node_says_how_it_is_and_what_it_speaks() {
    let world = world().await;
    let ready = world.get("/readyz").send().await;
    assert_eq!((ready.status, &ready.json()["status"]), (200, &"degraded".into()), "there is no media server");
    assert_eq!(world.get("/livez").send().await.text(), "live\n");
    assert_eq!(
        world.get("/openapi.json").send().await.json()["openapi"].as_str().unwrap().split('.').next(),
        Some("3")
    );
    assert_eq!(
        world.get("/asyncapi.json").send().await.json()["asyncapi"].as_str().unwrap().split('.').next(),
        Some("3")
    );
    assert!(world.get("/errors").send().await.text().contains("id=\"not_found\""));
}
