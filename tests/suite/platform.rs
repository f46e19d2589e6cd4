//! What the product stands on: databases, tenancy, jobs, pages.

mod connections;
mod jobs;
mod pages;
mod schema;
mod tenancy;
mod twins;
