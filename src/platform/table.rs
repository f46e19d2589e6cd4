//! Tables as files for other programs, row by row: CSV (RFC 4180) and XLSX (ISO/IEC 29500).
//!
//! A cell is never a formula. In CSV one that a spreadsheet would take for one begins with an apostrophe (OWASP, CSV
//! Injection); XLSX says of each cell what it is, and a text is a text.

use std::fs::File;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::{error::AppError, time::Moment};

/// Rows of a sheet; another one begins after them.
const ROWS_OF_SHEET: u32 = 1_048_576;
/// Width of a column, in characters.
const WIDTH: f64 = 22.0;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated values.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

impl Kind {
    /// Reads it from an address.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn parse(text: &str) -> Result<Self, AppError> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(AppError::NotFound),
        }
    }

    /// How a file's name ends.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// A whole number.
    Number(u32),
    /// A share, in tenths of a per cent.
    Permille(u32),
    /// A date and a time, as the organisation's clocks show them.
    Moment(Moment),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Cell {
    /// As CSV says it, without quotation marks.
    fn plain(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => unformulated(text),
            Self::Number(number) => number.to_string(),
            Self::Permille(permille) => format!("{}.{}", permille / 10, permille % 10),
            Self::Moment(moment) => moment.civil().strftime("%Y-%m-%d %H:%M").to_string(),
        }
    }
}

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn unformulated(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Lines of CSV.
#[must_use]
pub fn csv(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // A vector takes everything, and all rows of a table are as long as the first.
        drop(writer.write_record(row.iter().map(Cell::plain)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A workbook that is being written. What was written lies in a file without a name, not in memory.
pub struct Sheets {
    book: Workbook,
    name: String,
    head: Vec<String>,
    sheets: usize,
    row: u32,
}

impl Sheets {
    /// A workbook whose sheets have a name and a first row.
    ///
    /// # Errors
    /// Where the name is none for a sheet.
    pub fn new(name: &str, head: Vec<String>) -> Result<Self, XlsxError> {
        let mut sheets = Self { book: Workbook::new(), name: name.to_owned(), head, sheets: 0, row: 0 };
        sheets.begin()?;
        Ok(sheets)
    }

    fn begin(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(if self.sheets == 1 { self.name.clone() } else { format!("{} {}", self.name, self.sheets) })?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, title) in (0..).zip(&self.head) {
            sheet.set_column_width(column, WIDTH)?;
            sheet.write_string_with_format(0, column, title, &bold)?;
        }
        self.row = 1;
        Ok(())
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// Where a text is longer than a cell holds, or there is no room on the disk.
    pub fn write(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        if self.row == ROWS_OF_SHEET {
            self.begin()?;
        }
        let row = self.row;
        let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(cells) {
            put(sheet, (row, column), cell)?;
        }
        self.row += 1;
        Ok(())
    }

    /// The workbook as a file without a name.
    ///
    /// # Errors
    /// Where there is no room on the disk.
    pub fn finish(mut self) -> Result<File, XlsxError> {
        let mut file = tempfile::tempfile()?;
        self.book.save_to_writer(&mut file)?;
        Ok(file)
    }
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Nothing => {}
        Cell::Text(text) => drop(sheet.write_string(row, column, text)?),
        Cell::Number(number) => drop(sheet.write_number(row, column, *number)?),
        Cell::Permille(permille) => {
            let share = Format::new().set_num_format("0.0%");
            sheet.write_number_with_format(row, column, f64::from(*permille) / 1000.0, &share)?;
        }
        Cell::Moment(moment) => {
            let at = moment.civil();
            let part = |part: i8| u8::try_from(part).unwrap_or_default();
            let at =
                ExcelDateTime::from_ymd(u16::try_from(at.year()).unwrap_or(1900), part(at.month()), part(at.day()))?
                    .and_hms(u16::from(part(at.hour())), part(at.minute()), f64::from(at.second()))?;
            sheet.write_datetime_with_format(row, column, at, &Format::new().set_num_format("yyyy-mm-dd hh:mm"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn no_cell_is_a_formula_and_no_cell_can_begin_another() {
        for (text, cell) in [
            ("=HYPERLINK(\"https://evil.example\")", "\"'=HYPERLINK(\"\"https://evil.example\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("a,b", "\"a,b\""),
            ("a\nb", "\"a\nb\""),
            ("O'Neill", "O'Neill"),
        ] {
            let line = String::from_utf8(csv(&[vec![Cell::Text(text.to_owned()), Cell::Nothing]])).expect("text");
            assert_eq!(line, format!("{cell},\r\n"));
        }
    }

    #[test]
    fn numbers_shares_and_instants_are_written_for_machines() {
        let moment = Moment { at: Timestamp(1_795_424_400_000_000), offset_seconds: 3600 };
        let row = vec![Cell::Number(12), Cell::Permille(862), Cell::Moment(moment)];
        assert_eq!(String::from_utf8(csv(&[row])).expect("text"), "12,86.2,2026-11-23 10:00\r\n");
    }
}
