//! Tests over the server's boundary: real requests through the real router, on both databases. They
//! mirror the product's features; `support` is the kit they share.

mod support;

mod suite {
    mod access;
    mod audit;
    mod authorisation;
    mod demo;
    mod evidence;
    mod export;
    mod failures;
    mod identity;
    mod inspections;
    mod judges;
    mod lists;
    mod orgs;
    mod platform;
    mod proof;
    mod reports;
    mod search;
    mod sharing;
    mod sites;
    mod templates;
    mod vouching;
}
