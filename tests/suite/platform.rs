//! What the product stands on: databases, tenancy, jobs.

mod jobs;
mod schema;
mod tenancy;
mod twins;
