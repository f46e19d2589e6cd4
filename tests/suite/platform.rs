//! What the product stands on: databases, tenancy, jobs, pages.

mod jobs;
mod pages;
mod schema;
mod tenancy;
mod twins;
