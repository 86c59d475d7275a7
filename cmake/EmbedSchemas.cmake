# Turns schemas/*.sql into a source file, so that the programs need no file at run time.
# Sets FINALHOP_EMBEDDED_SCHEMAS, for which src/directory/schema.h declares the contents.
set(FINALHOP_EMBEDDED_SCHEMAS)  # the directory part fills this
file(GLOB schema_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schemas/directory.sql
     ${CMAKE_SOURCE_DIR}/schemas/migrations/*.sql)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema_files})
