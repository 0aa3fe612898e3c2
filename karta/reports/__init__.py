"""What leaves Karta on paper or as a file: sheets as PDF, lists as CSV and XLSX. Figures come in finished."""
