//! Rust as a flat list of tokens: comments are gone, groups are their two brackets.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// A token and its line.
#[derive(Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    fn at(text: &str, span: Span) -> Self {
        Self { text: text.to_owned(), line: span.start().line }
    }

    /// Whether it is a string, raw or not.
    pub fn is_string(&self) -> bool {
        self.text.ends_with(['"', '#']) && self.text.starts_with(['"', 'r'])
    }

    /// Whether it is a name.
    pub fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_') && !self.is_string()
    }
}

/// The tokens of a file. What is not Rust has none: the compiler says so better than we could.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut flat = Vec::new();
    if let Ok(stream) = text.parse() {
        flatten(stream, &mut flat);
    }
    flat
}

fn flatten(stream: TokenStream, flat: &mut Vec<Token>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) if is_doc(&group) => {
                // Its `#`, or `#` and `!`.
                while flat.last().is_some_and(|mark| ["#", "!"].contains(&mark.text.as_str())) {
                    flat.pop();
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                flat.push(Token::at(open, group.span_open()));
                flatten(group.stream(), flat);
                flat.push(Token::at(close, group.span_close()));
            }
            other => flat.push(Token::at(&other.to_string(), other.span())),
        }
    }
}

/// Whether this is the `[doc = "…"]` that the lexer makes of a doc comment.
fn is_doc(group: &Group) -> bool {
    let mut trees = group.stream().into_iter();
    matches!(
        (group.delimiter(), trees.next(), trees.next()),
        (Delimiter::Bracket, Some(TokenTree::Ident(name)), Some(TokenTree::Punct(mark)))
            if name == "doc" && mark.as_char() == '='
    )
}

/// Where this sequence of tokens begins.
pub fn positions<'a>(tokens: &'a [Token], sequence: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
    let windows = tokens.windows(sequence.len()).enumerate();
    windows
        .filter(move |(_, window)| window.iter().zip(sequence).all(|(token, text)| token.text == *text))
        .map(|(at, _)| at)
}

/// The position of the bracket that closes the one at `open`.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "{" | "[" => depth += 1,
            ")" | "}" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// A function: what it takes and gives, and what it does.
pub struct Function<'a> {
    pub name: &'a str,
    pub signature: &'a [Token],
    pub body: &'a [Token],
}

/// Every function, those inside functions too.
pub fn functions(tokens: &[Token]) -> Vec<Function<'_>> {
    positions(tokens, &["fn"])
        .filter_map(|at| {
            let name = tokens.get(at + 1).filter(|token| token.is_name())?;
            // A signature's own braces stand inside brackets; the first one outside is the body's.
            let mut open = at;
            while tokens.get(open)?.text != "{" {
                match tokens[open].text.as_str() {
                    ";" => return None,
                    "(" | "[" => open = closing(tokens, open),
                    _ => {}
                }
                open += 1;
            }
            let close = closing(tokens, open).min(tokens.len());
            Some(Function { name: &name.text, signature: &tokens[at..open], body: &tokens[open..close] })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_gone_and_lines_are_kept() {
        let tokens = tokens("//! About.\n/// A doc comment: todo!\n// feature\nfn a() {}\n");
        let texts: Vec<_> = tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(texts, ["fn", "a", "(", ")", "{", "}"]);
        assert_eq!(tokens[0].line, 4);
    }

    #[test]
    fn a_function_is_found_with_its_signature_and_its_body() {
        let tokens = tokens("impl A { async fn f<T>(x: [u8; 3]) -> T where T: B { g(x) } }\nfn declared();");
        let found = functions(&tokens);
        assert_eq!(found.len(), 2 - 1);
        assert_eq!(found[0].name, "f");
        assert!(found[0].signature.iter().any(|token| token.text == "where"));
        assert!(found[0].body.iter().any(|token| token.text == "g"));
    }

    #[test]
    fn a_lifetime_is_neither_a_string_nor_a_name() {
        assert!(tokens("&'a str").iter().all(|token| !token.is_string()));
    }
}
