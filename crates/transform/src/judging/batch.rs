//! The columns of what DuckDB hands over, each as what it is: another type is a fault of ours, and told.

use crate::error::SilverError;
use duckdb::arrow::array::{Array, ArrowPrimitiveType, AsArray, PrimitiveArray, StringArray, StructArray};

/// Some rows of a result, with the columns in the order of its query.
pub struct Batch<'a>(pub &'a StructArray);

impl<'a> Batch<'a> {
    pub fn text(&self, index: usize) -> Result<&'a StringArray, SilverError> {
        self.0.column(index).as_string_opt().ok_or_else(|| self.fault(index))
    }

    pub fn values<T: ArrowPrimitiveType>(&self, index: usize) -> Result<&'a PrimitiveArray<T>, SilverError> {
        self.0.column(index).as_primitive_opt().ok_or_else(|| self.fault(index))
    }

    fn fault(&self, index: usize) -> SilverError {
        SilverError::Column(format!("column {index} is {:?}", self.0.column(index).data_type()))
    }
}
