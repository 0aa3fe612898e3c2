"""The drivers of GDAL that may run: a file is judged by its content, never by its name.

GDAL would follow a VRT text named `.geojson` into other files and to other hosts. This module must be imported before
pyogrio, so that only the drivers named here are registered; `guard` sees to it.
"""

import os

# Every other driver of the GDAL in pyogrio's wheels but MEM, which pyogrio itself needs. Names that GDAL does not
# know would make it print warnings, so drivers of other builds are not listed.
_SKIPPED = (
    "PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,CSV,GML,LIBKML,GeoJSONSeq,"
    "ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,DXF,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,"
    "EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,"
    "PMTiles,JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,AIVector,HTTP"
)

GDAL_ENVIRONMENT = {
    "OGR_SKIP": _SKIPPED,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
}

# The one thing that must happen at import: GDAL reads these variables once, when it is loaded.
os.environ.update(GDAL_ENVIRONMENT)
