//! Tokens that are almost good. Each differs from a good one in one thing.

use serde_json::{Value, json};

use super::*;

const START: i64 = 1_800_000_000;

fn tokens() -> (AccessTokens, Clock) {
    let clock = Clock::cranked(instant(START));
    (AccessTokens::new(&Keys::of([7; 32], [8; 32]), clock.clone()), clock)
}

fn ann() -> Principal {
    Principal { person: PersonId(Uuid::from_u128(1)), sign_in: SignInId(Uuid::from_u128(2)) }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": ann().person, "sid": ann().sign_in, "jti": Uuid::from_u128(3),
        "iat": START, "nbf": START, "exp": START + 300
    })
}

fn header(tokens: &AccessTokens) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&tokens.header).unwrap()).unwrap()
}

fn with(mut value: Value, name: &str, change: Value) -> Value {
    value[name] = change;
    value
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn a_minted_token_names_its_caller_until_its_last_millisecond() {
    let (tokens, clock) = tokens();
    let (token, ends_at) = tokens.mint(ann());
    assert_eq!(ends_at, clock.now().plus(ACCESS_TOKEN_LIFE));
    assert_eq!(tokens.verify(&token), Some(ann()));
    clock.crank(ACCESS_TOKEN_LIFE - Duration::from_millis(1));
    assert_eq!(tokens.verify(&token), Some(ann()));
    clock.crank(Duration::from_millis(1));
    assert_eq!(tokens.verify(&token), None, "though it was remembered");
    assert_eq!(tokens.verify_anew(&token, clock.now()), None, "and seen for the first time");
}

#[test]
fn the_claims_of_these_tests_are_good_as_they_stand() {
    let (tokens, clock) = tokens();
    let payload = serde_json::to_string(&claims()).unwrap();
    let token = tokens.sign(&tokens.header, &URL_SAFE_NO_PAD.encode(payload));
    assert_eq!(tokens.verify_anew(&token, clock.now()).unwrap().0, ann());
}

#[test]
fn no_other_header_is_taken_though_its_signature_is_ours() {
    let (tokens, _clock) = tokens();
    let good = header(&tokens);
    let pem = URL_SAFE_NO_PAD.encode(tokens.verifying.as_bytes());
    for bad in [
        with(good.clone(), "alg", json!("none")),
        with(good.clone(), "alg", json!("NONE")),
        with(good.clone(), "alg", json!("HS256")),
        with(good.clone(), "alg", json!("eddsa")),
        with(good.clone(), "typ", json!("JWT")),
        with(good.clone(), "kid", json!("../../dev/null")),
        with(good.clone(), "kid", json!("' OR 1=1 --")),
        with(good.clone(), "kid", json!("\u{0}")),
        with(good.clone(), "jku", json!("http://127.0.0.1:1/keys")),
        with(good.clone(), "x5u", json!("http://127.0.0.1:1/keys")),
        with(good.clone(), "jwk", json!({"kty": "OKP", "crv": "Ed25519", "x": pem})),
        with(good.clone(), "crit", json!(["exp"])),
        without(good.clone(), "kid"),
        without(good.clone(), "alg"),
        json!({}),
        json!([]),
    ] {
        let token = tokens.sign(&encode(&bad), &encode(&claims()));
        assert_eq!(tokens.verify(&token), None, "{bad}");
    }
}

#[test]
fn no_other_claims_are_taken() {
    let (tokens, _clock) = tokens();
    let good = claims();
    let mut bad: Vec<Value> = ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"]
        .into_iter()
        .flat_map(|name| [without(good.clone(), name), with(good.clone(), name, json!(null))])
        .collect();
    bad.extend([
        with(good.clone(), "iss", json!("livekit")),
        with(good.clone(), "aud", json!("homeroom")),
        with(good.clone(), "aud", json!([AUDIENCE])),
        with(good.clone(), "exp", json!((START + 300).to_string())),
        with(good.clone(), "exp", json!(-1)),
        with(good.clone(), "exp", json!(START)),
        with(good.clone(), "exp", json!(1e300)),
        with(good.clone(), "exp", json!(300.5)),
        with(good.clone(), "exp", json!(i64::MAX)),
        with(good.clone(), "exp", json!(START + 301)),
        with(good.clone(), "nbf", json!(i64::MIN)),
        with(good.clone(), "nbf", json!(START + 6)),
        with(good.clone(), "iat", json!(START + 1)),
        with(good.clone(), "sub", json!("ann")),
        with(good.clone(), "admin", json!(true)),
    ]);
    for bad in bad {
        let token = tokens.sign(&tokens.header, &encode(&bad));
        assert_eq!(tokens.verify(&token), None, "{bad}");
    }
    let twice = serde_json::to_string(&good).unwrap().replacen('{', &format!("{{\"sub\":\"{}\",", ann().person), 1);
    let token = tokens.sign(&tokens.header, &URL_SAFE_NO_PAD.encode(twice));
    assert_eq!(tokens.verify(&token), None, "a claim that stands there twice");
}

#[test]
fn a_clock_that_is_five_seconds_ahead_is_forgiven_and_not_a_second_more() {
    let (tokens, clock) = tokens();
    let ahead = |seconds: i64| {
        let claims = with(claims(), "nbf", json!(START + seconds));
        let token = tokens.sign(&tokens.header, &encode(&claims));
        tokens.verify_anew(&token, clock.now()).is_some()
    };
    assert!(ahead(5));
    assert!(!ahead(6));
}

#[test]
fn no_other_signature_is_taken() {
    let (tokens, clock) = tokens();
    let (token, _) = tokens.mint(ann());
    let other = AccessTokens::new(&Keys::of([9; 32], [8; 32]), clock);
    let (message, signature) = token.rsplit_once('.').unwrap();
    let theirs = other.sign(&tokens.header, &encode(&claims()));
    let foreign = theirs.rsplit_once('.').unwrap().1;
    for bad in [
        theirs.clone(),
        format!("{message}."),
        format!("{message}.{foreign}"),
        format!("{message}.{signature}="),
        format!("{message}.{}", &signature[1..]),
        format!("{token}."),
        format!("{token}.{signature}"),
        format!(" {token}"),
        message.to_owned(),
        String::new(),
        "..".to_owned(),
        "x".repeat(1024 * 1024),
    ] {
        assert_eq!(tokens.verify(&bad), None, "{}", &bad[..bad.len().min(200)]);
    }
    assert_eq!(other.verify(&token), None, "another key does not even know the header");
    let mut tampered = claims();
    tampered["sub"] = json!(Uuid::from_u128(99));
    let forged = format!("{}.{}.{signature}", tokens.header, encode(&tampered));
    assert_eq!(tokens.verify(&token), Some(ann()), "remembered");
    assert_eq!(tokens.verify(&forged), None, "a remembered signature under other claims is not");
}

#[test]
fn a_token_comes_once_and_as_a_bearer() {
    let (tokens, _clock) = tokens();
    let (token, _) = tokens.mint(ann());
    let ask = |values: &[String]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        tokens.principal(&headers).map_err(|no| no.code)
    };
    assert_eq!(ask(&[format!("Bearer {token}")]), Ok(ann()));
    assert_eq!(ask(&[format!("bearer {token}")]), Ok(ann()));
    for bad in [vec![], vec![token.clone()], vec![format!("Basic {token}")], vec![format!("Bearer {token}"); 2]] {
        assert_eq!(ask(&bad), Err(Code::NotSignedIn), "{bad:?}");
    }
}
