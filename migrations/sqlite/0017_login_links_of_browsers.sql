-- A code is looked for among what its browser asked for: not by going through every link there ever was.
CREATE INDEX login_links_browser ON login_links (browser_sha256, created_at) WHERE browser_sha256 IS NOT NULL;
