//! `homeroom plan add|change|list`: what can be given to people, for staff. A change holds for everybody who has the plan,
//! on every node within two seconds; who is in a class stays in it.
//!
//! Data go to standard output, sentences to standard error. Each act is written to the audit in its own transaction.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_protocol::entitlement::Feature;
use homeroom_protocol::ids::{CourseId, PlanId};
use homeroom_storage::grants::Courses;
use homeroom_storage::plans::{self, PlanRow, Put};
use serde_json::{Value, json};

use super::staff::{Staff, words};
use crate::compose;
use crate::config;
use crate::exit::Stop;

/// What is done with plans.
#[derive(Subcommand)]
pub(crate) enum Plan {
    /// Make a plan. Nobody has it before it is granted.
    Add(Whole),
    /// Make a plan another one: what is said here is all of it.
    Change(Whole),
    /// Show every plan, what it allows and where.
    List {
        /// One JSON object per line.
        #[arg(long)]
        json: bool,
    },
}

/// A whole plan.
#[derive(Args)]
pub(crate) struct Whole {
    /// What staff call it.
    #[arg(value_parser = words)]
    name: String,
    /// What it allows: live_seat, overflow or lesson_files; may be said again.
    #[arg(long = "feature", required = true, value_parser = feature)]
    features: Vec<Feature>,
    /// A course it is for, by id; may be said again.
    #[arg(long = "course", required_unless_present = "every_course", conflicts_with = "every_course")]
    courses: Vec<CourseId>,
    /// It is for every course, those to come too.
    #[arg(long)]
    every_course: bool,
    #[command(flatten)]
    staff: Staff,
}

fn feature(word: &str) -> Result<Feature, String> {
    let feature = Feature::ALL.iter().find(|feature| feature.as_str() == word).copied();
    feature.ok_or_else(|| {
        let words: Vec<_> = Feature::ALL.iter().map(|feature| feature.as_str()).collect();
        format!("it is one of {}", words.join(", "))
    })
}

pub(crate) fn run(verb: &Plan, file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    compose::runtime()?.block_on(async {
        let store = compose::connect(&settings, None).await?;
        let now = Clock::system().now();
        let (options, put) = match verb {
            Plan::List { json } => {
                for plan in plans::list(&store).await? {
                    show(&plan, *json);
                }
                return Ok(());
            }
            Plan::Add(options) => {
                let plan = row(options, PlanId(entropy::uuid_v7(now)));
                (options, plans::add(&store, &plan, options.staff.act(now)).await?)
            }
            // Its id is the one it has.
            Plan::Change(options) => {
                let plan = row(options, PlanId(entropy::uuid_v7(now)));
                (options, plans::change(&store, &plan, options.staff.act(now)).await?)
            }
        };
        match put {
            Put::Put => {}
            Put::Taken => return Err(Stop::Conflict(format!("there is a plan called {} already", options.name))),
            Put::NoPlan => return Err(Stop::NotThere(format!("there is no plan called {}", options.name))),
            Put::NoCourse => return Err(Stop::NotThere("one of the courses is not there".to_owned())),
        }
        let held = plans::list(&store).await?;
        if let Some(plan) = held.iter().find(|plan| plan.name == options.name) {
            show(plan, options.staff.json);
        }
        Ok(())
    })
}

fn row(options: &Whole, id: PlanId) -> PlanRow {
    let courses = if options.every_course { Courses::Every } else { Courses::Only(options.courses.clone()) };
    PlanRow { id, name: options.name.clone(), features: options.features.clone(), courses, grants: 0 }
}

fn show(plan: &PlanRow, json: bool) {
    let features: Vec<&str> = plan.features.iter().map(|feature| feature.as_str()).collect();
    let courses = match &plan.courses {
        Courses::Every => Value::from("every"),
        Courses::Only(courses) => courses.iter().map(|course| Value::from(course.to_string())).collect(),
    };
    if json {
        let (id, name, grants) = (plan.id, &plan.name, plan.grants);
        println!("{}", json!({ "id": id, "name": name, "features": features, "courses": courses, "grants": grants }));
        return;
    }
    let wherever = match &plan.courses {
        Courses::Every => "every course".to_owned(),
        Courses::Only(courses) => courses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    println!("{}  {}  in {wherever}  {} grants", plan.name, features.join(", "), plan.grants);
}
