//! A wrong setting ends the start, and says where it stands.

use std::fs;

use crate::{Folder, homeroom};

/// The exit code and what was said on standard error.
fn refused(folder: &Folder, verb: &str, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = homeroom(folder).arg(verb).envs(variables.iter().copied()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_wrong_variable_ends_every_verb_with_its_name_before_anything_is_started() {
    let folder = Folder::new("variable");
    for verb in ["serve", "dev", "migrate", "doctor", "config"] {
        let said = refused(&folder, verb, &[("HOMEROOM_LISTEN", "everywhere")]);
        let sentence = "homeroom: HOMEROOM_LISTEN: listen is not an address and port, as 127.0.0.1:8080: everywhere\n";
        assert_eq!(said, (Some(2), sentence.to_owned()), "{verb}");
    }
    assert!(!folder.0.join("home").exists());
}

#[test]
fn a_wrong_line_of_the_file_is_named() {
    let folder = Folder::new("line");
    fs::write(folder.0.join("homeroom.toml"), "# ours\n\n[database]\npool_connections_max = \"many\"\n").unwrap();
    let (code, said) = refused(&folder, "serve", &[]);
    assert_eq!(code, Some(2));
    assert_eq!(
        said,
        "homeroom: homeroom.toml:4: database.pool_connections_max is not a whole number from 1 to 200: many\n"
    );
}

#[test]
fn a_node_without_a_database_says_what_to_do_and_that_it_is_worth_trying_again() {
    let folder = Folder::new("nowhere");
    let (code, said) = refused(&folder, "serve", &[("HOMEROOM_LISTEN", "127.0.0.1:0")]);
    assert_eq!(code, Some(6));
    assert!(said.contains("set DATABASE_URL; `homeroom dev` brings one"), "{said}");
}

#[test]
fn config_shows_every_setting_and_no_secret() {
    let folder = Folder::new("config");
    let mut config = homeroom(&folder);
    config.args(["config", "--json"]).env("DATABASE_URL", "postgres://a:hunter2@h/d");
    let output = config.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(output.status.success() && lines.len() > 10);
    assert!(lines.iter().all(|line| line["meaning"].is_string() && line["variable"].is_string()));
    let database = lines.iter().find(|line| line["name"] == "database.url").unwrap();
    assert_eq!((&database["value"], &database["source"]), (&"(hidden)".into(), &"DATABASE_URL".into()));
    assert!(!text.contains("hunter2"));
}
